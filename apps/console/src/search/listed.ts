/** The cell of `frequent`, a list as JSON, as text with commas; what is no list stays as it is. */
export function listed(value: unknown): string {
  try {
    const list: unknown = JSON.parse(String(value))
    return Array.isArray(list) ? list.map(String).join(', ') : String(value)
  } catch {
    return String(value)
  }
}
