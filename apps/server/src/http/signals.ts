import { signal } from '@tocsin/kit'

export type SignInWay = 'passphrase' | 'link' | 'code' | 'passkey' | 'provider'

export const signedIn = signal<{ name: string; address: string; by: SignInWay }>('access.signed_in', {
  level: 'info',
  metric: { name: 'tocsin_sign_ins_total', labels: ['by'] },
  says: (e) => `${e.name} signed in from ${e.address} by ${e.by}`,
})

export const signInRefused = signal<{ code: string; address: string }>('access.sign_in_refused', {
  level: 'warn',
  metric: { name: 'tocsin_sign_ins_refused_total', labels: ['code'] },
  says: (e) => `a sign-in from ${e.address} was refused: ${e.code}`,
})

export const signInChanged = signal<{ name: string; what: string; address: string }>('access.sign_in_changed', {
  level: 'warn',
  says: (e) => `${e.name} changed how they sign in, from ${e.address}: ${e.what}`,
})

export const breakGlassUsed = signal<{ name: string; address: string }>('access.break_glass_used', {
  level: 'error',
  metric: { name: 'tocsin_break_glass_total', labels: [] },
  says: (e) => `ALARM: the break-glass account ${e.name} was used from ${e.address}; it ends in 8 hours`,
})

export const tokenIssued = signal<{ token: string; kind: string; by: string }>('access.token_issued', {
  level: 'info',
  metric: { name: 'tocsin_tokens_issued_total', labels: ['kind'] },
  says: (e) => `${e.by} made ${e.kind} token ${e.token}`,
})

export const tokenRevoked = signal<{ token: string; count: number; by: string }>('access.token_revoked', {
  level: 'info',
  says: (e) => `${e.by} revoked token ${e.token}; ${e.count} ended`,
})

export const requestFailed = signal<{ method: string; route: string; error: string }>('http.request_failed', {
  level: 'error',
  metric: { name: 'tocsin_http_failures_total', labels: ['method', 'route'] },
  says: (e) => `${e.method} ${e.route} failed: ${e.error}`,
})

export const viewerDropped = signal<{ why: string }>('http.viewer_dropped', {
  level: 'warn',
  metric: { name: 'tocsin_live_streams_dropped_total', labels: ['why'] },
  says: (e) => `a live stream was closed: ${e.why}`,
})
