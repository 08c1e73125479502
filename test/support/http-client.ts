/** What a request was answered with, the body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as it came. */
  readonly bytes: Buffer;
  /** The body as JSON; throws where it is none. */
  json<Body = unknown>(): Body;
}

export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object goes out as JSON, `URLSearchParams` and `FormData` as a form. */
  readonly body?: object | string;
}

/**
 * A browser without a window: keeps cookies, sends the Origin that a browser would, follows no
 * redirect, and puts the CSRF token of the last page it saw into the forms it posts.
 */
export class HttpClient {
  readonly #cookies = new Map<string, string>();
  #csrf: string | undefined;

  /** @param headers sent with every request, such as `Authorization` */
  constructor(
    readonly baseUrl: string,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  setCookie(name: string, value: string): void {
    this.#cookies.set(name, value);
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(name);
  }

  get csrf(): string | undefined {
    return this.#csrf;
  }

  async request(path: string, options: RequestOptions = {}): Promise<Answer> {
    const { body, contentType } = encode(options.body);
    const method = options.method ?? (body === undefined ? 'GET' : 'POST');
    const headers = { ...this.#ownHeaders(method), ...contentType, ...this.headers, ...options.headers };
    const response = await fetch(new URL(path, this.baseUrl), { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body }) });
    this.#keepCookies(response);
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString('utf8');
    this.#csrf = /name="_csrf"\s+value="([^"]+)"/.exec(text)?.[1] ?? this.#csrf;
    return { status: response.status, headers: response.headers, text, bytes, json: <Body>() => JSON.parse(text) as Body };
  }

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.request(path, { headers });
  }

  async postJson(path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.request(path, { method: 'POST', body, headers });
  }

  /** Posts a form as a page would, with the token of the last page seen unless one is given. */
  async postForm(path: string, fields: Readonly<Record<string, string | readonly string[]>>, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const form = new URLSearchParams();
    if (this.#csrf !== undefined) form.set('_csrf', this.#csrf);
    for (const [name, value] of Object.entries(fields)) {
      form.delete(name);
      for (const single of [value].flat()) form.append(name, single);
    }
    return this.request(path, { method: 'POST', body: form, headers });
  }

  /** Goes on with GET until the answer is no redirect. */
  async follow(answer: Answer): Promise<Answer> {
    const location = answer.headers.get('location');
    return location === null ? answer : this.follow(await this.get(location));
  }

  #ownHeaders(method: string): Record<string, string> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return { ...(cookie === '' ? {} : { cookie }), ...(method === 'GET' ? {} : { origin: this.baseUrl }) };
  }

  #keepCookies(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
      if (name === undefined) continue;
      if (value === '' || value === undefined || /max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }
}

function encode(body: object | string | undefined): { body?: string | URLSearchParams | FormData; contentType: Record<string, string> } {
  if (body === undefined) return { contentType: {} };
  // Programs and our pages send a key with every file; a test that repeats one gives its own.
  if (body instanceof FormData) return { body, contentType: { 'idempotency-key': crypto.randomUUID() } };
  if (body instanceof URLSearchParams) return { body, contentType: {} };
  if (typeof body === 'string') return { body, contentType: { 'content-type': 'application/json' } };
  return { body: JSON.stringify(body), contentType: { 'content-type': 'application/json' } };
}
