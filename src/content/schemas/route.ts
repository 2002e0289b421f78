// The data from which a route diagram is drawn: stations on a line, and where the line breaks.
// It knows nothing of drawing; the diagram is in src/lab/ui/route.
import { z } from 'astro/zod';
import { inlineText, layer } from './text.ts';

/** A request's way through the layers, and where a failure breaks it. */
export const routeSchema = z.strictObject({
  /** The layers the request passes, in its order. */
  stations: z.array(layer).min(2),
  /** The station that wrote the response; absent where nobody answered, as with 444. */
  writer: layer.optional(),
  /** The break between two stations; absent where nothing breaks between stations. */
  break: z
    .strictObject({
      /** The station after which the line breaks. */
      after: layer,
      /** `gap`: no usable answer. `bar`: refused on purpose. `clock`: no answer in time. */
      kind: z.enum(['gap', 'bar', 'clock']),
    })
    .optional(),
  /** Names of stations that are not the usual ones: `Cloudflare` for the edge. */
  labels: z.partialRecord(layer, z.string().min(1)).default({}),
  /** A few words under a station. */
  notes: z.partialRecord(layer, z.string().min(1)).default({}),
  /** The sentence under the diagram. */
  caption: inlineText,
});

/** A request's way through the layers, and where a failure breaks it. */
export type RouteData = z.infer<typeof routeSchema>;
