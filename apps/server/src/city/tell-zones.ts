import { type CityKeeper, type GroundZone, groundZones } from '@tocsin/inventory'

/** Milliseconds between two looks: statements of zones end although nobody changes them. */
const everyMs = 5000

/**
 * Tells the zones as they are now, then whenever they are others. Resolves when they are taken in for the first time.
 *
 * @param tell rejects where they cannot be kept: they are told again
 */
export async function tellZones(
  keeper: Pick<CityKeeper, 'city' | 'heard'>,
  tell: (zones: readonly GroundZone[]) => Promise<void>,
): Promise<() => void> {
  let told = ''
  const look = async () => {
    const zones = groundZones(keeper.city())
    const text = JSON.stringify(zones)
    if (text === told) return
    told = text
    await tell(zones).catch(() => {
      told = ''
    })
  }
  await look()
  const stop = keeper.heard(({ difference: { zones, organisations } }) => {
    const count = [zones, organisations].reduce(
      (sum, of) => sum + of.added.length + of.updated.length + of.removed.length,
      0,
    )
    if (count > 0) void look()
  })
  const timer = setInterval(() => void look(), everyMs).unref()
  return () => {
    clearInterval(timer)
    stop()
  }
}
