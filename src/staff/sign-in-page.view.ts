import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import { CONFIG } from '../settings.module.js';
import type { FormState } from '../web/forms.js';
import { Views } from '../web/views.js';

/** The first page of the sign-in, which several ways in lead back to. */
@Injectable()
export class SignInPage {
  constructor(
    private readonly views: Views,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** What was typed in as a password never comes back in a page. */
  print(form: FormState, { refusal, leftProvider = false }: { readonly refusal?: string; readonly leftProvider?: boolean } = {}): string {
    const { next } = form.values;
    const provider = this.config.oidc?.name;
    const kept = typeof next === 'string' && next.startsWith('/kept/');
    return this.views.page('staff/sign-in', { title: 'サインイン', form, refusal, kept, provider, leftProvider: leftProvider && provider !== undefined, demo: this.config.mode === 'demo' });
  }
}
