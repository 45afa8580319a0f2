import { useState } from 'react'
import { post, put, remove } from '../api/client.ts'
import { useMay } from '../api/may.ts'
import { Moment } from '../design/moment.tsx'
import { printable } from '../design/printable.ts'
import { useSettingsChange } from '../settings/settings-api.ts'
import { useWords } from '../words/use-words.ts'
import { AnswerText, Deliveries } from './deliveries.tsx'
import type { Answered, FreshSecret, ShownTarget, Target } from './notify-api.ts'
import { NotifyFailure } from './notify-failure.tsx'
import { TargetForm } from './target-form.tsx'

interface TargetRowProps {
  readonly one: ShownTarget
  secretMade(fresh: FreshSecret): void
}

/** One target: what it hears of, how it does, and what can be done about it. */
export function TargetRow({ one, secretMade }: TargetRowProps) {
  const { t, format } = useWords()
  const may = useMay()
  const [open, setOpen] = useState<'change' | 'remove'>()
  const { id, target, enabled, waiting, missed, failingSince, lastOk } = one
  const name = printable(target.name)
  const path = `/notifications/targets/${encodeURIComponent(id)}`
  const test = useSettingsChange(() => post<Answered>(`${path}/test`, {}))
  const turn = useSettingsChange(() => put(path, { enabled: !enabled }))
  const drop = useSettingsChange(() => remove(path))
  const renew = useSettingsChange(
    () => post<{ readonly secret: string }>(`${path}/secret`, {}),
    ({ secret }) => secretMade({ name: target.name, secret }),
  )
  if (open === 'change') {
    return (
      <li>
        <TargetForm before={one} done={() => setOpen(undefined)} />
      </li>
    )
  }
  return (
    <li className="notify-target" aria-label={name}>
      <div className="row-head">
        <p>
          <b>{name}</b>
          <span className="meta">
            {target.via.kind === 'webhook'
              ? t('notify.goesTo', { host: hostOf(target.via.url) })
              : t('notify.mailsTo', { to: target.via.to.map(printable).join(', ') })}
          </span>
          <span className="meta">
            <RuleText rule={target.rule} />
          </span>
        </p>
        <dl>
          <div>
            <dt>{t('notify.state')}</dt>
            <dd className={enabled && failingSince !== null ? 'notify-failing' : enabled ? undefined : 'soft'}>
              {!enabled ? t('notify.off') : failingSince === null ? t('notify.well') : t('notify.failing')}
            </dd>
          </div>
          <div>
            <dt>{t('notify.lastOk')}</dt>
            <dd className={lastOk === null ? 'soft' : undefined}>
              {lastOk === null ? t('notify.never') : <Moment time={lastOk} />}
            </dd>
          </div>
          <div>
            <dt>{t('notify.waiting')}</dt>
            <dd>{format.count(waiting + missed)}</dd>
          </div>
        </dl>
      </div>
      {enabled && failingSince !== null && (
        <p className="warn">
          {t('notify.failingSays')} <Moment time={failingSince} />
          {one.answer !== null && (
            <>
              <br />
              <AnswerText answer={one.answer} />
            </>
          )}
        </p>
      )}
      {may('notification.manage') && (
        <div className="acts">
          <button type="button" className="small" aria-busy={test.isPending} onClick={() => test.mutate(undefined)}>
            {t('notify.test')}
          </button>
          <button type="button" className="small" onClick={() => setOpen('change')}>
            {t('notify.change')}
          </button>
          <button type="button" className="small" aria-busy={turn.isPending} onClick={() => turn.mutate(undefined)}>
            {enabled ? t('notify.turnOff') : t('notify.turnOn')}
          </button>
          {target.via.kind === 'webhook' && (
            <button type="button" className="small" aria-busy={renew.isPending} onClick={() => renew.mutate(undefined)}>
              {t('notify.newSecret')}
            </button>
          )}
          <button
            type="button"
            className="small quiet"
            onClick={() => setOpen(open === 'remove' ? undefined : 'remove')}
          >
            {t('notify.remove')}
          </button>
        </div>
      )}
      {open === 'remove' && (
        <div className="panel">
          <p>{t('notify.removeSays', { name })}</p>
          <div className="acts">
            <button type="button" className="primary" aria-busy={drop.isPending} onClick={() => drop.mutate(undefined)}>
              {t('notify.removeIt', { name })}
            </button>
            <button type="button" className="quiet" onClick={() => setOpen(undefined)}>
              {t('account.cancel')}
            </button>
          </div>
        </div>
      )}
      {test.data !== undefined && (
        <p role="status" className={test.data.ok ? 'notify-answer' : 'notify-answer warn'}>
          {test.data.ok ? t('notify.testTaken') : t('notify.testFailed')} <AnswerText answer={test.data} />
        </p>
      )}
      <NotifyFailure error={test.error ?? turn.error ?? drop.error ?? renew.error} />
      <Deliveries id={id} />
    </li>
  )
}

/** What it hears of, in a sentence. */
function RuleText({ rule }: Pick<Target, 'rule'>) {
  const { t } = useWords()
  const parts = [
    t('notify.ruleFrom', { severity: t(`severity.${rule.from}`) }),
    rule.kinds.map((kind) => t(`notify.kind.${kind}`)).join(', '),
    rule.realms.map((realm) => t(`realm.${realm}`)).join(', '),
    rule.departments === 'all' ? t('notify.allDepartments') : rule.departments.map(printable).join(', '),
    ...(rule.quiet === null ? [] : [t('notify.ruleQuiet', { from: rule.quiet.from, to: rule.quiet.to })]),
  ]
  return <>{parts.join(' · ')}</>
}

/** Never the path: with some receivers it is all that proves who sends. */
function hostOf(url: string): string {
  return printable(URL.canParse(url) ? new URL(url).host : url)
}
