import { createSocket } from 'node:dgram';

/** A name server on this machine: publishes one TXT for every name, and leaves some without any answer. */
export interface TestDns {
  /** `address:port` */
  readonly server: string;
  readonly asked: string[];
  close(): Promise<void>;
}

/** @param isSilent which names it does not answer for; asked again at each question */
export async function startTestDns(isSilent: (name: string) => boolean): Promise<TestDns> {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    const name = nameIn(question);
    asked.push(name);
    if (!isSilent(name)) socket.send(answerTo(question), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    server: `127.0.0.1:${socket.address().port}`,
    asked,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

const headBytes = 12;

function nameIn(question: Buffer): string {
  const labels: string[] = [];
  let at = headBytes;
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return labels.join('.');
}

/** RFC 1035: the question again, and below it `"here"` as TXT, or for other types that there is none. */
function answerTo(question: Buffer): Buffer {
  const end = question.indexOf(0, headBytes) + 5;
  const isTxt = question.readUInt16BE(end - 4) === 16;
  const head = Buffer.from(question.subarray(0, headBytes));
  head.writeUInt16BE(0x81_80, 2);
  head.writeUInt16BE(isTxt ? 1 : 0, 6);
  head.writeUInt16BE(0, 10);
  const txt = Buffer.from([0xc0, headBytes, 0, 16, 0, 1, 0, 0, 0, 60, 0, 5, 4, ...Buffer.from('here')]);
  return Buffer.concat([head, question.subarray(headBytes, end), ...(isTxt ? [txt] : [])]);
}
