import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { builtModule } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { lockDataFolder } from './data-lock.ts'
import { inScratch, scratchLog, textsIn } from './scratch-log.ts'

const child = fileURLToPath(new URL('./fixtures/crash-child.mjs', import.meta.url))
const built = (name: string) => builtModule(import.meta.url, name).href

/** Runs a writer, kills it after so many acknowledged batches, and gives those that it said. */
async function killedAfter(dir: string, round: number, batches: number): Promise<number[]> {
  const writer = spawn(
    process.execPath,
    [child, built('./segment-log.js'), built('./data-lock.js'), dir, String(round)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let said = ''
  let killed = false
  writer.stdout.on('data', (bytes: Buffer) => {
    said += bytes.toString()
    if (killed || said.split('\n').length <= batches) return
    killed = writer.kill('SIGKILL')
  })
  await once(writer, 'close')
  return said.split('\n').slice(0, -1).map(Number)
}

test('kill -9 at any moment loses nothing acknowledged, and leaves no keyed batch in part', () =>
  inScratch(async (dir) => {
    const acknowledged = new Set<string>()
    for (let round = 0; round < 5; round++) {
      for (const batch of await killedAfter(dir, round, 20 + 37 * round)) acknowledged.add(`${round}/${batch}`)
      const release = lockDataFolder(dir)
      const log = scratchLog(dir, { clock: { now: () => Date.now() } })
      const counts = new Map<string, number>()
      for (const text of textsIn(dir, { limit: () => log.position() })) {
        const batch = text.slice(0, text.lastIndexOf('/'))
        counts.set(batch, (counts.get(batch) ?? 0) + 1)
      }
      for (const batch of acknowledged) expect([batch, counts.get(batch)]).toEqual([batch, 20])
      for (const [batch, count] of counts)
        if (Number(batch.split('/')[1]) % 2 === 0) expect([batch, count]).toEqual([batch, 20])
      await log.close()
      release()
    }
    expect(acknowledged.size).toBeGreaterThan(400)
  }))
