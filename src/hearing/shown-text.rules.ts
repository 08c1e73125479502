import { withJapaneseTimes } from './japan-times.rules.js';
import { withSafeAddresses } from './safe-addresses.rules.js';

/** Addresses on the public network; those inside a company lead nowhere by accident. */
const publicIpv4 = /(?<![\d.])(?!10\.|127\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g;

/** A text as a page shows it: times that say they are UTC in Japanese time, addresses defanged. What is stored stays as it came. */
export function shownText(text: string): string {
  return withSafeAddresses(withJapaneseTimes(text), publicAddressesIn(text));
}

/** The addresses of a text that lie on the public network, where somebody might open them. */
export function publicAddressesIn(text: string): readonly string[] {
  return [...text.matchAll(publicIpv4)].map(([address]) => address);
}
