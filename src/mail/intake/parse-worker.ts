import { parentPort } from 'node:worker_threads';
import { parseMail } from './parse-mail.js';
import { serveParsing } from './serve-parsing.js';

/** The thread in which messages are read, away from everything else the desk does. */
if (parentPort !== null) serveParsing(parentPort, parseMail);
