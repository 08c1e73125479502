import type { FastifyReply } from 'fastify';

/**
 * Sends the browser on after an act (303, so that reloading does not repeat it). Return its value
 * from the handler. Paths are our own: never hand in text from a request without `localPath`.
 */
export function seeOther(reply: FastifyReply, path: string): '' {
  if (reply.request.desk.isFragment) void reply.status(200).header('hx-redirect', path);
  else void reply.status(303).header('location', path);
  return '';
}

/** The same, with a sentence shown on the next page, such as 「保存しました。」. */
export function seeOtherSaying(reply: FastifyReply, path: string, message: string): '' {
  reply.request.desk.flash = message;
  return seeOther(reply, path);
}
