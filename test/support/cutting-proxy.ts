import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/** When a connection is to break: when the client says something, or so many bytes of the answer later. */
export interface Cut {
  readonly when: RegExp;
  /** Bytes of the server that still come through; without it the server never hears the command. */
  readonly afterBytes?: number;
}

/** A network that breaks where a test wants it to, in front of a server on this machine. */
export interface CuttingProxy {
  readonly port: number;
  /** Connections made so far. */
  connections(): number;
  /** Breaks the next connection so; later ones hold. */
  cutNext(cut: Cut): void;
  /** Breaks all there are now. */
  cutAll(): void;
  close(): Promise<void>;
}

export interface ProxyWishes {
  readonly port: number;
  /** Changes what the server says, for a server that can do less. */
  readonly reword?: (text: string) => string;
}

export async function startCuttingProxy({ port, reword }: ProxyWishes): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let planned: Cut | undefined;
  let made = 0;
  const server = createServer((client) => {
    made += 1;
    const upstream = connect(port, '127.0.0.1');
    const line = new Line(client, upstream, planned);
    planned = undefined;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => line.cut()).on('close', () => {
        sockets.delete(socket);
        line.cut();
      });
    }
    client.on('data', (chunk) => line.fromClient(chunk));
    upstream.on('data', (chunk) => line.fromServer(reword === undefined ? chunk : Buffer.from(reword(chunk.toString('latin1')), 'latin1')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cutAll = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => made,
    cutNext: (cut) => (planned = cut),
    cutAll,
    close: async () => {
      cutAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One connection through the proxy. */
class Line {
  #remaining: number | undefined;
  #plan: Cut | undefined;

  constructor(
    private readonly client: Socket,
    private readonly upstream: Socket,
    plan: Cut | undefined,
  ) {
    this.#plan = plan;
  }

  fromClient(chunk: Buffer): void {
    if (this.#plan?.when.test(chunk.toString('latin1')) === true) {
      if (this.#plan.afterBytes === undefined) return this.cut();
      this.#remaining = this.#plan.afterBytes;
      this.#plan = undefined;
    }
    this.upstream.write(chunk);
  }

  fromServer(chunk: Buffer): void {
    if (this.#remaining === undefined) return void this.client.write(chunk);
    const passed = chunk.subarray(0, this.#remaining);
    this.#remaining -= passed.byteLength;
    if (passed.byteLength > 0) this.client.write(passed);
    // What is on its way arrives before the end does.
    if (this.#remaining === 0) this.client.end(() => this.cut());
  }

  cut(): void {
    this.client.destroy();
    this.upstream.destroy();
  }
}
