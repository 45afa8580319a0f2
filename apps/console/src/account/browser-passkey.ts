import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser'

/** Whether this browser knows passkeys at all. */
export function hasPasskeys(): boolean {
  return browserSupportsWebAuthn()
}

/** Asks the person for a passkey. @param options as the server made them @throws where they decline, or there is none */
export function askForPasskey(options: object): Promise<object> {
  return startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON })
}

/** Has a passkey made. @param options as the server made them @throws where the person declines, or it is there already */
export function makePasskey(options: object): Promise<object> {
  return startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON })
}
