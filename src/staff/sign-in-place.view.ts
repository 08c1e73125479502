import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { CONFIG } from '../settings.module.js';
import { clearStepCookie, setSessionCookie, stepToken } from '../web/cookies.js';
import { localPath } from '../web/local-path.js';
import { seeOther } from '../web/redirect.js';
import type { NewSession } from './sessions.service.js';
import { stepPath } from './sign-in.view.js';
import { SignInSteps, type SignInStep } from './sign-in-steps.service.js';

/** Where in the sign-in a browser stands, and on to where it belongs. */
@Injectable()
export class SignInPlace {
  constructor(
    private readonly steps: SignInSteps,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async stepOf(request: FastifyRequest): Promise<SignInStep | undefined> {
    const token = stepToken(request, this.config.baseUrl);
    return token === undefined ? undefined : this.steps.find(token);
  }

  /** The browser has its session now. */
  signedIn(reply: FastifyReply, session: NewSession): void {
    clearStepCookie(reply, this.config.baseUrl);
    setSessionCookie(reply, this.config.baseUrl, session.token);
  }

  /** The wrong page for where one stands: on to the right one, or back to the beginning. */
  elsewhere(reply: FastifyReply, step: SignInStep | undefined, next: string | undefined): string {
    const to = localPath(next);
    if (step !== undefined) return seeOther(reply, stepPath(step.wants, to));
    return seeOther(reply, to === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(to)}`);
  }
}
