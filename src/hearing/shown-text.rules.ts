import { withJapaneseTimes } from './japan-times.rules.js';
import { withSafeAddresses } from './safe-addresses.rules.js';

/** Addresses on the public network; those inside a company lead nowhere by accident. */
const publicIpv4 = /(?<![\d.])(?!10\.|127\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g;

/** A text as a page shows it: times that say they are UTC in Japanese time, addresses defanged. What is stored stays as it came. */
export function shownText(text: string): string {
  const addresses = [...text.matchAll(publicIpv4)].map(([address]) => address);
  return withSafeAddresses(withJapaneseTimes(text), addresses);
}
