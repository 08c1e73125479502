import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { Passwords } from './passwords.service.js';
import { ProviderChoices } from './provider-choices.service.js';
import { ProviderEndings } from './provider-endings.service.js';
import { ProvidersApiController } from './providers-api.controller.js';
import { ProvidersController } from './providers.controller.js';
import { Sessions } from './sessions.service.js';
import { AccessLog } from './access-log.service.js';
import { AccountController } from './account.controller.js';
import { AccountMails } from './account-mails.service.js';
import { ApiTokensController } from './api-tokens.controller.js';
import { ApiTokens } from './api-tokens.service.js';
import { AuthenticatorController } from './authenticator/authenticator.controller.js';
import { AuthenticatorQueries } from './authenticator/authenticator.queries.js';
import { Authenticators } from './authenticator/authenticators.service.js';
import { BreachedPasswords } from './breached-passwords.js';
import { Enrolment } from './enrolment.service.js';
import { EnrolmentController } from './enrolment.controller.js';
import { FactorResets } from './factor-resets.service.js';
import { Factors } from './factors.service.js';
import { LinksController } from './links.controller.js';
import { KeptForms } from './kept-forms.service.js';
import { HeldCases } from './held-cases.js';
import { Identities } from './oidc/identities.service.js';
import { OidcAccounts } from './oidc/oidc-accounts.service.js';
import { OidcAttempts } from './oidc/oidc-attempts.service.js';
import { OidcClient } from './oidc/oidc-client.js';
import { OidcController } from './oidc/oidc.controller.js';
import { OidcSignIn } from './oidc/oidc-sign-in.service.js';
import { ProviderRoles } from './oidc/provider-roles.service.js';
import { OpenSessions } from './open-sessions.service.js';
import { OwnAccount } from './own-account.service.js';
import { PasskeyChallenges } from './passkeys/passkey-challenges.service.js';
import { PasskeyOptionsController } from './passkeys/passkey-options.controller.js';
import { PasskeyOptions } from './passkeys/passkey-options.service.js';
import { PasskeySignIn } from './passkeys/passkey-sign-in.service.js';
import { PasskeyVerifier } from './passkeys/passkey-verifier.js';
import { PasskeysController } from './passkeys/passkeys.controller.js';
import { Passkeys } from './passkeys/passkeys.service.js';
import { PasswordPolicy } from './password-policy.service.js';
import { PasswordResetController } from './password-reset.controller.js';
import { PasswordResets } from './password-resets.service.js';
import { RecoveryCodes } from './recovery-codes.service.js';
import { SecondFactorController } from './second-factor.controller.js';
import { SecurityRecord } from './security-record.js';
import { SignInPage } from './sign-in-page.view.js';
import { SignInPlace } from './sign-in-place.view.js';
import { SignInSweeps } from './sign-in-sweeps.service.js';
import { SignInSteps } from './sign-in-steps.service.js';
import { SignInController } from './sign-in.controller.js';
import { SignIn } from './sign-in.service.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { StaffApiController } from './staff-api.controller.js';
import { StaffController } from './staff.controller.js';
import { StaffChanges } from './staff-changes.service.js';
import { StaffLinks } from './staff-links.service.js';
import { StaffMemberController } from './staff-member.controller.js';
import { StaffSignInController } from './staff-sign-in.controller.js';
import { StaffQueries } from './staff.queries.js';
import { StaffRecord } from './staff-record.js';
import { StaffPreferences } from './staff-preferences.service.js';
import { Staffs } from './staffs.service.js';
import { SweepSessions } from './sweep-sessions.job.js';

/** Who works at the desk, signs in, and may do what. `Views` comes from the global web module. */
@Module({
  imports: [CustomersModule],
  controllers: [
    SignInController, SecondFactorController, EnrolmentController, PasskeyOptionsController, PasskeysController, AuthenticatorController, OidcController, LinksController, PasswordResetController, AccountController, ApiTokensController,
    StaffController, StaffMemberController, StaffSignInController, ProvidersController, ProvidersApiController, StaffApiController,
  ],
  providers: [
    Authenticators, AuthenticatorQueries, HeldCases, AccessLog, AccountMails, ApiTokens, BreachedPasswords, Enrolment, FactorResets, Factors, Identities, KeptForms, OidcAccounts, OidcAttempts, OidcClient, OidcSignIn, ProviderRoles, OpenSessions, OwnAccount, PasskeyChallenges, PasskeyOptions, Passkeys, PasskeySignIn, PasskeyVerifier, PasswordPolicy, PasswordResets, Passwords, RecoveryCodes, SecurityRecord, Sessions,
    SignIn, SignInPage, SignInPlace, SignInSteps, SignInSweeps, SignInThrottle, ProviderChoices, ProviderEndings, StaffChanges, StaffLinks, StaffPreferences, StaffQueries, StaffRecord, Staffs, SweepSessions,
  ],
  exports: [AccessLog, AccountMails, ApiTokens, Factors, HeldCases, Identities, KeptForms, PasskeySignIn, Passwords, SecurityRecord, Sessions, SignIn, StaffLinks, StaffPreferences, StaffQueries, StaffRecord, Staffs],
})
export class StaffModule {}
