/**
 * On every answer, unless the answer says otherwise: nothing may be loaded, framed, submitted, sniffed or kept, and no
 * address leaks to the next page. There are no CORS headers: no other site has business here.
 */
export const securityHeaders = {
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const satisfies Record<string, string>;
