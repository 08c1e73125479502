/** Whether a host name or address is this machine itself: the only place that may be spoken to without TLS. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '127.0.0.1' || host === '::1' || host === '[::1]';
}
