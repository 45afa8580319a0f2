import { rmSync } from 'node:fs'
import { usualAssets } from '@tocsin/range'
import { type ConfigPlaces, openSample, sampleConnections, startTown, type Tocsin } from '@tocsin/server'
import { openSettings, placesOf, type SettingOptions } from '../config-options.ts'
import { sampleFolder } from '../data-folder.ts'

interface SampleWish {
  /** The own data folder; the sample lives beside it. */
  readonly own: string
  readonly options: SettingOptions
  readonly named: NonNullable<ConfigPlaces['options']>
  readonly failed: (error: Error) => void
  /** Hears when somebody starts with their own city: the sample is closed and gone by then. */
  readonly left: (secret: string) => Promise<void>
}

/** The sample city in a folder of its own. @returns nothing where the settings are refused */
export async function serveSample({ own, options, named, failed, left }: SampleWish): Promise<Tocsin | undefined> {
  const dataDir = sampleFolder(own)
  const town = await startTown(failed)
  const connections = { name: 'connections.list', value: sampleConnections(town.broker), as: '--sample' }
  const configuration = openSettings(placesOf(dataDir, options, [...named, connections]))
  if (configuration === undefined) {
    await town.close()
    return undefined
  }
  try {
    const sample = await openSample({
      dataDir,
      configuration,
      failed,
      town,
      assets: usualAssets,
      left: (secret) => {
        sample
          .close()
          .then(() => {
            rmSync(dataDir, { recursive: true, force: true })
            return left(secret)
          })
          .catch(failed)
      },
    })
    return sample
  } catch (error) {
    await town.close()
    throw error
  }
}
