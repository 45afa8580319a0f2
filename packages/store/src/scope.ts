/**
 * What a person may see, as the access wing decided it; compiled into every query and live stream.
 *
 * No repository can be called without one.
 */
export type Scope = { readonly kind: 'all' }

/** Everything: the administrator, and Tocsin's own jobs. */
export const everything: Scope = { kind: 'all' }
