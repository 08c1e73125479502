import { withJapaneseTimes } from './japan-times.rules.js';
import { addressesMadeSafeIn, withSafeAddresses } from './safe-addresses.rules.js';

/** Addresses on the public network; those inside a company lead nowhere by accident. */
const publicIpv4 = /(?<![\d.])(?!10\.|127\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g;

/** A text as a page shows it: times that say they are UTC in Japanese time, addresses defanged. What is stored stays as it came. */
export function shownText(text: string): string {
  return withSafeAddresses(withJapaneseTimes(text), publicAddressesIn(text));
}

/** The parts of one text that goes out, every address in one form throughout: public ones, those given, and what is defanged anywhere in it. */
export function withOneForm(parts: readonly string[], values: readonly string[]): readonly string[] {
  const whole = parts.join('\n');
  const all = [...new Set([...values, ...publicAddressesIn(whole), ...addressesMadeSafeIn(whole)])];
  return parts.map((part) => withSafeAddresses(part, all));
}

/** The addresses of a text that lie on the public network, where somebody might open them. */
export function publicAddressesIn(text: string): readonly string[] {
  return [...text.matchAll(publicIpv4)].map(([address]) => address);
}
