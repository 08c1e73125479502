/** The part of the S3 server for tests that is used; it comes without types. */
declare module 's3rver' {
  interface S3rverOptions {
    readonly port: number;
    readonly address: string;
    readonly silent: boolean;
    readonly directory: string;
    readonly configureBuckets: readonly { readonly name: string; readonly configs: readonly unknown[] }[];
  }
  /** A request and its answer on their way through the server, which is made of Koa. */
  export interface S3rverContext {
    readonly method: string;
    readonly url: string;
    query: Readonly<Record<string, string | undefined>>;
    status: number;
    type: string;
    body: unknown;
  }
  export default class S3rver {
    /** What a request goes through, outermost first. */
    readonly middleware: ((context: S3rverContext, next: () => Promise<void>) => Promise<void>)[];
    constructor(options: S3rverOptions);
    run(): Promise<{ readonly port: number }>;
    close(): Promise<void>;
  }
}
