// Pastes to try on the Diagnose page: one of each kind that people have in hand.

/** A paste and what the button that fills it in says. */
export interface Example {
  readonly label: string;
  readonly paste: string;
}

/** In the order of the buttons. */
export const EXAMPLES: readonly Example[] = [
  {
    label: 'nginx error log',
    paste:
      '2026/11/20 09:41:07 [error] 31#31: *1288 connect() failed (111: Connection refused) while connecting to upstream, client: 203.0.113.24, server: shop.example, request: "POST /api/orders HTTP/1.1", upstream: "http://127.0.0.1:3000/api/orders", host: "shop.example"',
  },
  {
    label: 'A response',
    paste:
      'HTTP/2 504\nserver: awselb/2.0\ndate: Fri, 20 Nov 2026 09:41:07 GMT\ncontent-type: text/html\n\n<html>\n<head><title>504 Gateway Time-out</title></head>\n<body>\n<center><h1>504 Gateway Time-out</h1></center>\n</body>\n</html>',
  },
  {
    label: 'Proxy and app together',
    paste:
      '2026/11/20 09:41:07 [error] 31#31: *7 upstream prematurely closed connection while reading response header from upstream, client: 203.0.113.24, server: shop.example, upstream: "http://127.0.0.1:3000/report"\nmy-app  | FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\nmy-app exited with code 134',
  },
  {
    label: 'HAProxy log',
    paste:
      'Nov 20 09:41:07 lb1 haproxy[811]: 203.0.113.24:51234 [20/Nov/2026:09:40:37.001] https~ app/web2 0/0/1/-1/30002 504 194 - - sH-- 14/13/4/2/0 0/0 "GET /report HTTP/1.1"',
  },
  { label: 'Exit code', paste: 'my-app exited with code 137' },
];
