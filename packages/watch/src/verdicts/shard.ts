import type { CorrelateStage, KeyedShard, Said } from '@tocsin/capability'
import type { Finding } from '@tocsin/event'
import { close, type Folding, fold, isOver, openFolding } from './folding.ts'
import { readFoldings, writeFoldings } from './snapshot.ts'
import { verdictMark, verdictsName } from './stage.ts'

/** Tools, in a source and realm each, that one shard folds at once. The stalest closes first. */
const mostTools = 1000

/** Folds other tools' alerts: the same of the same is said once and then counted, and beyond a bound counted together. */
export const verdictFolding: CorrelateStage = { name: verdictsName, open: () => openShard() }

function openShard(): KeyedShard {
  let tools = new Map<string, Folding>()
  return {
    control() {},
    take(mark, _host, say) {
      const heard = verdictMark(mark.body)
      if (heard === undefined) return
      const telling = teller(say)
      const before = tools.get(mark.key)
      if (before !== undefined && isOver(before, mark.received)) shut(tools, mark.key, mark.received, telling)
      const into = tools.get(mark.key) ?? openFolding(heard.realm, mark.received)
      tools.set(mark.key, into)
      fold(into, heard.verdict, heard.seen, mark.received, telling)
      const [oldest] = tools.keys()
      if (tools.size > mostTools && oldest !== undefined) shut(tools, oldest, mark.received, telling)
    },
    tick({ streamTime }, say) {
      for (const [key, folding] of tools) if (isOver(folding, streamTime)) shut(tools, key, streamTime, teller(say))
    },
    snapshot: () => (tools.size === 0 ? undefined : writeFoldings(tools)),
    restore(bytes) {
      tools = readFoldings(bytes)
    },
  }
}

function shut(tools: Map<string, Folding>, key: string, now: number, say: (finding: Finding) => void): void {
  const folding = tools.get(key)
  tools.delete(key)
  if (folding !== undefined) close(folding, now, say)
}

// The frames lie in the log; whoever writes the finding copies them from there.
function teller(say: (said: Said) => void): (finding: Finding) => void {
  return (finding) => say({ finding, frames: finding.evidence.map(({ event }) => ({ event, bytes: undefined })) })
}
