/**
 * The secret of a one-time link: from a whole address, from its fragment, or typed alone; nothing where there is none.
 *
 * A fragment never reaches a server or its log (RFC 3986 §3.5).
 */
export function secretOf(text: string): string | undefined {
  const trimmed = text.trim()
  const fragment = trimmed.includes('#') ? trimmed.slice(trimmed.indexOf('#') + 1) : trimmed
  const secret = fragment.replace(/^link=/, '')
  return /^[A-Za-z0-9_-]{16,128}$/.test(secret) ? secret : undefined
}
