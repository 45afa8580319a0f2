/** What our tests use of oidc-provider, which brings no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  interface Account {
    readonly accountId: string
    claims(): Promise<Readonly<Record<string, unknown>>>
  }
  interface Settings {
    readonly clients: readonly Readonly<Record<string, unknown>>[]
    readonly pkce: { required(): boolean }
    readonly features: { readonly devInteractions: { readonly enabled: boolean } }
    readonly claims: Readonly<Record<string, readonly string[]>>
    readonly scopes: readonly string[]
    readonly cookies: { readonly keys: readonly string[] }
    findAccount(context: unknown, sub: string): Account
  }
  export class Provider {
    constructor(issuer: string, settings: Settings)
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
  }
}
