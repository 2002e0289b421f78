// The iframe the sandbox lives in: an opaque origin, no permissions, no referrer, out of sight and out of
// the keyboard's way.

import type { FrameStart } from '../protocol.ts';
import { frameUrl } from './assets.ts';

const READY_TIMEOUT_MS = 10_000;

/** Puts the frame into the page. It loads while the rest is fetched. */
export function createFrame(): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.setAttribute('allow', '');
  frame.referrerPolicy = 'no-referrer';
  frame.tabIndex = -1;
  frame.hidden = true;
  frame.title = 'Sandbox';
  frame.src = frameUrl();
  return frame;
}

/** Resolves when the frame's script listens. */
export function frameReady(frame: HTMLIFrameElement): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => finish(new Error('The sandbox frame did not load.')),
      READY_TIMEOUT_MS,
    );
    const finish = (error?: Error): void => {
      clearTimeout(timer);
      window.removeEventListener('message', listener);
      if (error) reject(error);
      else resolve();
    };
    const listener = (event: MessageEvent): void => {
      if (event.source !== frame.contentWindow) return;
      const data: unknown = event.data;
      if (typeof data !== 'object' || data === null) return;
      if ((data as { type?: unknown }).type === 'sandbox-frame-ready') finish();
    };
    window.addEventListener('message', listener);
  });
}

/** Hands the frame its workers' texts and one end of a channel; the other end is returned. */
export function startFrame(
  frame: HTMLIFrameElement,
  rings: { readonly supervisor: string; readonly worker: string },
): MessagePort {
  const { port1, port2 } = new MessageChannel();
  const message: FrameStart = { type: 'sandbox-start', ...rings };
  // The frame's origin is opaque, so it cannot be named; the frame itself is ours and on our site.
  frame.contentWindow?.postMessage(message, '*', [port2]);
  return port1;
}
