/**
 * The source of what people of a department tell by hand, or of people who answer for the whole house. No sender can have
 * such a name: names of sources hold no slash.
 */
export function handSource(department?: string): string {
  return department === undefined ? 'tocsin/hand' : `tocsin/hand/${encodeURIComponent(department)}`
}
