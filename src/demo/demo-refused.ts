/** The demo cannot be started here as it was asked to; the message is one clear sentence. */
export class DemoRefused extends Error {}
