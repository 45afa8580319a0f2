import { realms, type Severity, severities } from '@tocsin/event'
import { type FormEvent, useState } from 'react'
import { post, put } from '../api/client.ts'
import { Segmented } from '../design/segmented.tsx'
import { namesIn } from '../house/post.ts'
import { useSettingsChange } from '../settings/settings-api.ts'
import { useWords } from '../words/use-words.ts'
import { Choice, Field, Ticks } from './field.tsx'
import type { FreshSecret } from './notify-api.ts'
import { noticeKinds, type ShownTarget, type Target, type Via } from './notify-api.ts'
import { NotifyFailure } from './notify-failure.tsx'

interface TargetFormProps {
  readonly before: ShownTarget | undefined
  done(made: FreshSecret | undefined): void
}

interface Draft {
  readonly kind: Via['kind']
  readonly name: string
  readonly language: 'en' | 'fr'
  readonly zone: string
  readonly url: string
  readonly authority: string
  readonly to: string
  readonly from: Severity
  readonly kinds: Target['rule']['kinds']
  readonly realms: Target['rule']['realms']
  readonly departments: string
  readonly quietFrom: string
  readonly quietTo: string
}

/** Adds a target, or changes one. */
export function TargetForm({ before, done }: TargetFormProps) {
  const { t, language } = useWords()
  const [draft, setDraft] = useState<Draft>(() => draftOf(before?.target, language))
  const change = (to: Partial<Draft>) => setDraft({ ...draft, ...to })
  const save = useSettingsChange(
    (): Promise<{ readonly secret?: string | null }> =>
      before === undefined
        ? post('/notifications/targets', { target: targetOf(draft) })
        : put(`/notifications/targets/${encodeURIComponent(before.id)}`, { target: targetOf(draft) }),
    ({ secret }: { readonly secret?: string | null }) =>
      done(typeof secret === 'string' ? { name: draft.name, secret } : undefined),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(undefined)
  }
  return (
    <form className="panel" aria-label={before === undefined ? t('notify.add') : t('notify.change')} onSubmit={submit}>
      {before === undefined && (
        <Segmented<Via['kind']>
          label={t('notify.way')}
          value={draft.kind}
          choices={[
            ['webhook', t('notify.webhook')],
            ['mail', t('notify.mail')],
          ]}
          choose={(kind) => change({ kind })}
        />
      )}
      <p className="soft">{draft.kind === 'webhook' ? t('notify.webhookSays') : t('notify.mailSays')}</p>
      <Field
        label={t('notify.name')}
        hint={t('notify.nameHint')}
        longest={64}
        value={draft.name}
        set={(name) => change({ name })}
      />
      {draft.kind === 'webhook' ? (
        <Field
          label={t('notify.url')}
          hint={t('notify.urlHint')}
          kind="url"
          value={draft.url}
          set={(url) => change({ url })}
        />
      ) : (
        <Field label={t('notify.to')} hint={t('notify.toHint')} value={draft.to} set={(to) => change({ to })} />
      )}
      <div className="pair">
        <Choice
          label={t('notify.from')}
          value={draft.from}
          choices={[...severities].reverse().map((severity) => [severity, t(`severity.${severity}`)] as const)}
          choose={(from) => change({ from })}
        />
        <Choice
          label={t('notify.language')}
          value={draft.language}
          choices={[
            ['en', 'English'],
            ['fr', 'Français'],
          ]}
          choose={(chosen) => change({ language: chosen })}
        />
      </div>
      <Ticks
        label={t('notify.kinds')}
        chosen={draft.kinds}
        choices={noticeKinds.map((kind) => [kind, t(`notify.kind.${kind}`)] as const)}
        choose={(kinds) => change({ kinds })}
      />
      <Ticks
        label={t('notify.realms')}
        hint={t('notify.realmsHint')}
        chosen={draft.realms}
        choices={realms.map((realm) => [realm, t(`realm.${realm}`)] as const)}
        choose={(chosen) => change({ realms: chosen })}
      />
      <Field
        label={t('notify.departments')}
        hint={t('notify.departmentsHint')}
        optional
        value={draft.departments}
        set={(departments) => change({ departments })}
      />
      <fieldset className="choices">
        <legend>{t('notify.quiet')}</legend>
        <small>{t('notify.quietHint')}</small>
        <div className="pair">
          <Field
            label={t('notify.quietFrom')}
            kind="time"
            optional
            value={draft.quietFrom}
            set={(quietFrom) => change({ quietFrom })}
          />
          <Field
            label={t('notify.quietTo')}
            kind="time"
            optional
            value={draft.quietTo}
            set={(quietTo) => change({ quietTo })}
          />
        </div>
        <Field
          label={t('notify.zone')}
          hint={t('notify.zoneHint')}
          value={draft.zone}
          set={(zone) => change({ zone })}
        />
      </fieldset>
      {draft.kind === 'webhook' && (
        <details>
          <summary>{t('notify.authority')}</summary>
          <Field
            label={t('notify.authority')}
            hint={t('notify.authorityHint')}
            optional
            lines
            longest={65_536}
            value={draft.authority}
            set={(authority) => change({ authority })}
          />
        </details>
      )}
      <NotifyFailure error={save.error} />
      <div className="acts">
        <button type="submit" className="primary" aria-busy={save.isPending}>
          {t('notify.keep')}
        </button>
        <button type="button" className="quiet" onClick={() => done(undefined)}>
          {t('account.cancel')}
        </button>
      </div>
    </form>
  )
}

function draftOf(target: Target | undefined, language: 'en' | 'fr'): Draft {
  const { rule, via } = target ?? {}
  return {
    kind: via?.kind ?? 'webhook',
    name: target?.name ?? '',
    language: target?.language ?? language,
    zone: target?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    url: via?.kind === 'webhook' ? via.url : '',
    authority: via?.kind === 'webhook' ? (via.authority ?? '') : '',
    to: via?.kind === 'mail' ? via.to.join(', ') : '',
    from: rule?.from ?? 'high',
    kinds: rule?.kinds ?? ['opened', 'grew'],
    realms: rule?.realms ?? ['real'],
    departments: rule === undefined || rule.departments === 'all' ? '' : rule.departments.join(', '),
    quietFrom: rule?.quiet?.from ?? '',
    quietTo: rule?.quiet?.to ?? '',
  }
}

function targetOf(draft: Draft): Target {
  const { name, language, zone, from, kinds, quietFrom, quietTo } = draft
  const departments = namesIn(draft.departments)
  const authority = draft.authority.trim() === '' ? null : draft.authority
  return {
    name: name.trim(),
    language,
    zone: zone.trim(),
    rule: {
      from,
      kinds,
      realms: draft.realms,
      departments: departments.length === 0 ? 'all' : departments,
      quiet: quietFrom === '' || quietTo === '' ? null : { from: quietFrom, to: quietTo },
    },
    via:
      draft.kind === 'mail'
        ? { kind: 'mail', to: namesIn(draft.to) }
        : { kind: 'webhook', url: draft.url.trim(), authority },
  }
}
