import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { put } from '../api/client.ts'
import type { CheckedRule } from '../api/contract.ts'
import { useMay } from '../api/may.ts'
import { HouseFailure } from '../house/house-failure.tsx'
import { useWords } from '../words/use-words.ts'

type Mode = 'armed' | 'listening'

/** Whether a rule speaks or listens, what is proposed about it, and one button that does it and takes it back. */
export function RuleModeLine({ rule, always = false }: { readonly rule: CheckedRule; readonly always?: boolean }) {
  const { t, format } = useWords()
  const may = useMay()
  const queries = useQueryClient()
  const [before, setBefore] = useState<Mode>()
  const { mode, heard, proposal } = rule
  const change = useMutation({
    mutationFn: (to: Mode) => put(`/rules/${encodeURIComponent(rule.rule ?? '')}/mode`, { mode: to }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['rules'] }),
  })
  if (mode === undefined || rule.status === 'refused') return null
  const other: Mode = mode.is === 'armed' ? 'listening' : 'armed'
  const worth = always || mode.is === 'listening' || proposal !== undefined || before !== undefined
  const turn = (to: Mode, from: Mode | undefined) => {
    setBefore(from)
    change.mutate(to)
  }
  return (
    <span className="rule-mode">
      {!always && mode.is === 'listening' && (
        <b>{t(mode.why === 'noisy' ? 'rules.mode.noisy' : 'rules.mode.listening')}</b>
      )}
      {heard !== undefined && heard.hits > 0 && (
        <span className="soft">
          {t('rules.mode.heard', { hits: format.count(heard.hits), assets: format.count(heard.assets) })}
        </span>
      )}
      {proposal !== undefined && (
        <span>
          {t(proposal.kind === 'noisy' ? 'rules.mode.proposeNoisy' : 'rules.mode.proposeOn', {
            hits: format.count(proposal.hits),
            assets: format.count(proposal.assets),
            days: format.count(proposal.days),
          })}
        </span>
      )}
      {worth && may('rule.manage') && (
        <button type="button" className="small" aria-busy={change.isPending} onClick={() => turn(other, mode.is)}>
          {t(other === 'armed' ? 'rules.mode.arm' : 'rules.mode.listen')}
        </button>
      )}
      {before !== undefined && before !== mode.is && (
        <button type="button" className="small quiet" onClick={() => turn(before, undefined)}>
          {t('rules.mode.undo')}
        </button>
      )}
      <HouseFailure error={change.error} />
    </span>
  )
}
