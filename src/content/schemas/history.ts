// content/labs/<slug>/history/<host>/commits.yaml: the commits of a host's repository, oldest first. The files
// each one changes lie beside it, in a folder of the commit's own.
import { z } from 'astro/zod';

export const historySchema = z
  .array(
    z.strictObject({
      /** The folder with the files this commit adds or changes, whole; without it none change. */
      folder: z
        .string()
        .regex(/^[\w.-]+$/, 'must be the name of a folder')
        .optional(),
      author: z.string().regex(/^[^<>]+ <[^<>@\s]+@[^<>\s]+>$/, 'must be "Name <address>"'),
      date: z.iso.datetime(),
      message: z.string().min(1),
      /** Paths this commit removes. */
      removes: z.array(z.string().min(1)).default([]),
    }),
  )
  .min(1);
