import { judge } from './judge.ts'
import type { JudgeAsk } from './judged.ts'

/*
 * The engine in a thread of its own: a rule that takes long holds up no typing, and is ended from outside.
 */
self.addEventListener('message', ({ data }: MessageEvent<{ readonly turn: number; readonly ask: JudgeAsk }>) => {
  try {
    self.postMessage({ turn: data.turn, judged: judge(data.ask) })
  } catch (error) {
    self.postMessage({ turn: data.turn, failed: error instanceof Error ? error.message : String(error) })
  }
})
