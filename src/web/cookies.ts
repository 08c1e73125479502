import type { FastifyReply, FastifyRequest } from 'fastify';

/** Names of our cookies: over https with the prefix that no sibling host can set (ASVS 3.3.1). */
export function cookieNames(baseUrl: string): { readonly session: string; readonly flash: string; readonly step: string; readonly oidc: string } {
  const prefix = baseUrl.startsWith('https:') ? '__Host-' : '';
  return { session: `${prefix}desk`, flash: `${prefix}desk-flash`, step: `${prefix}desk-step`, oidc: `${prefix}desk-oidc` };
}

function options(baseUrl: string) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: baseUrl.startsWith('https:') } as const;
}

/** Gives the browser its session; it ends with the browser, or earlier by time. */
export function setSessionCookie(reply: FastifyReply, baseUrl: string, token: string): void {
  void reply.setCookie(cookieNames(baseUrl).session, token, options(baseUrl));
}

export function clearSessionCookie(reply: FastifyReply, baseUrl: string): void {
  void reply.clearCookie(cookieNames(baseUrl).session, options(baseUrl));
}

/** The session token of a request, and whether the browser sent it by itself (a cookie needs a CSRF token). */
export function sessionToken(request: FastifyRequest, baseUrl: string): { readonly token: string; readonly byCookie: boolean } | undefined {
  const bearer = /^Bearer ((?:desk_pat_)?[\w-]{43})$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return { token: bearer, byCookie: false };
  const cookie = request.cookies[cookieNames(baseUrl).session];
  return cookie === undefined || !/^[\w-]{43}$/.test(cookie) ? undefined : { token: cookie, byCookie: true };
}

/** Gives the browser its place between the password and the second factor: no session yet. */
export function setStepCookie(reply: FastifyReply, baseUrl: string, token: string): void {
  void reply.setCookie(cookieNames(baseUrl).step, token, options(baseUrl));
}

export function clearStepCookie(reply: FastifyReply, baseUrl: string): void {
  void reply.clearCookie(cookieNames(baseUrl).step, options(baseUrl));
}

/** The token of a sign-in that is half done; undefined where there is none or it cannot be ours. */
export function stepToken(request: FastifyRequest, baseUrl: string): string | undefined {
  const token = request.cookies[cookieNames(baseUrl).step];
  return token !== undefined && /^[\w-]{43}$/.test(token) ? token : undefined;
}

/** Keeps, sealed, what must be known again when somebody comes back from the provider. */
export function setOidcCookie(reply: FastifyReply, baseUrl: string, sealed: string, maxAge: number): void {
  void reply.setCookie(cookieNames(baseUrl).oidc, sealed, { ...options(baseUrl), maxAge });
}

/** Takes it, so that it is used once. */
export function takeOidcCookie(request: FastifyRequest, reply: FastifyReply, baseUrl: string): string | undefined {
  const name = cookieNames(baseUrl).oidc;
  void reply.clearCookie(name, options(baseUrl));
  return request.cookies[name];
}

const flashSeconds = 60;

/** Leaves a sentence for the next page, such as 「保存しました。」, and the part of it to which the redirect leads. */
export function setFlashCookie(reply: FastifyReply, baseUrl: string, message: string): void {
  const value = Buffer.from(`${partLedTo(reply)}\n${message.slice(0, 300)}`).toString('base64url');
  void reply.setCookie(cookieNames(baseUrl).flash, value, { ...options(baseUrl), maxAge: flashSeconds });
}

function partLedTo(reply: FastifyReply): string {
  const address = reply.getHeader('location') ?? reply.getHeader('hx-redirect');
  return /#([\w-]{1,100})$/.exec(String(address))?.[1] ?? '';
}

/** Takes the sentence that an act has left, so that it is shown once. */
export function takeFlashCookie(request: FastifyRequest, reply: FastifyReply, baseUrl: string): { readonly text: string; readonly at: string | undefined } | undefined {
  const name = cookieNames(baseUrl).flash;
  const value = request.cookies[name];
  if (value === undefined) return undefined;
  void reply.clearCookie(name, options(baseUrl));
  const [at, ...lines] = Buffer.from(value.slice(0, 2_000), 'base64url').toString('utf8').split('\n');
  return { text: lines.join('\n').slice(0, 300), at: at === '' ? undefined : at };
}
