import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openBroker } from './voice/broker.ts'
import { type LivingTown, openLivingTown } from './voice/living-town.ts'
import type { Answered, Told } from './voice/messages.ts'

/*
 * The town as a process of its own: it knows the doors that it speaks to, and nothing of who listens behind them. It ends with the
 * process that started it.
 */
const broker = await openBroker()
let town: LivingTown | undefined

process.on('disconnect', () => void leave())
// Ctrl C reaches every process of the terminal; this one ends when its parent lets it go.
process.on('SIGINT', () => undefined)
process.on('message', (told: Told) => void hear(told))
answer({ broker: broker.port })

async function hear(told: Told): Promise<void> {
  if (told.tell === 'live') {
    const { doors, truth, ...options } = told
    town ??= await openLivingTown({ ...options, doors: { ...doors, broker: `mqtt://127.0.0.1:${broker.port}` } })
    mkdirSync(truth, { recursive: true, mode: 0o700 })
    town.onStory((story) => {
      const file = join(
        truth,
        `${new Date(story.truth[0]?.time ?? 0).toISOString().replaceAll(':', '')}-${story.name}.json`,
      )
      writeFileSync(file, `${JSON.stringify({ name: story.name, says: story.says, truth: story.truth }, null, 2)}\n`, {
        mode: 0o600,
      })
    })
    answer({ living: true })
  } else if (told.tell === 'story') town?.tell(told.name)
  else town?.pause(told.tell === 'pause')
}

async function leave(): Promise<void> {
  await town?.close()
  await broker.close()
  process.exit(0)
}

function answer(said: Answered): void {
  process.send?.(said)
}
