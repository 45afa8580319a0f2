/** Fails to compile when a union has a kind that the code above did not handle; throws if one arrives at run time. */
export function assertNever(value: never, what = 'kind'): never {
  throw new Error(`unhandled ${what}: ${JSON.stringify(value)}`)
}
