import { defang, refang } from './defang.rules.js';

/** Official pages that the reader is meant to open. */
const officialHost = /^https?:\/\/(?:[a-z0-9-]+\.)*(?:go\.jp|ipa\.go\.jp|jpcert\.or\.jp)(?=[:/?#]|$)/i;
const liveUrl = /(?:https?|ftp):\/\/[a-z0-9\-._~:/?#[\]@!$&*+,;=%]+/gi;

/**
 * The text with every address made harmless, so that nobody opens it by accident: URLs other than
 * official pages, and the values given.
 */
export function withSafeAddresses(text: string, values: readonly string[]): string {
  const withoutUrls = text.replaceAll(liveUrl, (url) => (officialHost.test(url) ? url : defang(url)));
  const listed = values.filter((value) => value.includes('.') && !value.includes('://')).toSorted((a, b) => b.length - a.length);
  return listed.reduce((result, value) => result.replaceAll(new RegExp(`(?<![\\w.-])${escaped(value)}(?![\\w-])`, 'gi'), (found) => defang(found)), withoutUrls);
}

/**
 * What a text says harmlessly once, or as a URL that will be: the same address written plainly elsewhere
 * in it would read like another one. Official pages stay as they are.
 */
export function addressesMadeSafeIn(text: string): readonly string[] {
  const hosts = [...text.matchAll(liveUrl)].flatMap(([url]) => (officialHost.test(url) ? [] : [hostOf(url)]));
  const defanged = [...text.matchAll(dotted)].flatMap(([name]) => (name.includes('[.]') ? [refang(name)] : []));
  return [...new Set([...hosts, ...defanged])].filter((host) => host !== '' && !officialHost.test(`https://${host}`));
}

const dotted = /(?<![\w.\]-])[a-z0-9-]+(?:(?:\[\.\]|\.)[a-z0-9-]+)+/gi;

function hostOf(url: string): string {
  return /^[a-z]+:\/\/(?:[^/?#]*@)?([^/?#:[\]]*)/i.exec(url)?.[1]?.replace(/\.$/, '') ?? '';
}

function escaped(value: string): string {
  return value.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
