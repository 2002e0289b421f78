// The script of the sandbox frame: a document of an opaque origin that does one thing, starting the
// supervisor in a worker and handing it the page's port. No reader code ever runs in this document.

import type { FrameStart } from '../protocol.ts';

const isStart = (data: unknown): data is FrameStart =>
  typeof data === 'object' &&
  data !== null &&
  (data as FrameStart).type === 'sandbox-start' &&
  typeof (data as FrameStart).supervisor === 'string' &&
  typeof (data as FrameStart).worker === 'string';

function start(message: FrameStart, port: MessagePort): void {
  // Classic workers from blob: URLs are the only kind that starts in an opaque origin in every browser.
  const url = (text: string): string =>
    URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  const supervisor = new Worker(url(message.supervisor));
  supervisor.postMessage({ type: 'sandbox-start', worker: message.worker }, [port]);
}

const isEmbedded = self.origin === 'null' && window.parent !== window;
if (isEmbedded) {
  const listener = (event: MessageEvent): void => {
    const [port] = event.ports;
    if (event.source !== window.parent || !isStart(event.data) || !port) return;
    window.removeEventListener('message', listener); // one start only
    start(event.data, port);
  };
  window.addEventListener('message', listener);
  window.parent.postMessage({ type: 'sandbox-frame-ready' }, '*');
} else {
  document.body.textContent =
    'This page is a part of the 5xx Field Guide and does nothing by itself.';
}
