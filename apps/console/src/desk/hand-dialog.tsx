import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { severities } from '@tocsin/event'
import { type FormEvent, type KeyboardEvent, useId, useState } from 'react'
import { meQuery, queryClient } from '../api/queries.ts'
import { HouseFailure } from '../house/house-failure.tsx'
import { namesIn } from '../house/post.ts'
import { useDialog } from '../shell/use-dialog.ts'
import { useWords } from '../words/use-words.ts'
import { openByHand } from './open-by-hand.ts'
import { toast } from './toast.ts'

const kinds = ['host', 'account', 'address', 'device'] as const

/** A call, a note, something seen: what is the matter, what was seen, how grave, whose. Ctrl Enter opens it. */
export function HandDialog({ end }: { readonly end: () => void }) {
  const { t } = useWords()
  const id = useId()
  const dialog = useDialog()
  const navigate = useNavigate()
  const { data: me } = useQuery(meQuery)
  const own = me?.departments === 'all' ? undefined : me?.departments
  const [title, setTitle] = useState('')
  const [observed, setObserved] = useState('')
  const [severity, setSeverity] = useState<(typeof severities)[number]>('medium')
  const [department, setDepartment] = useState('')
  const [kind, setKind] = useState<(typeof kinds)[number]>('host')
  const [about, setAbout] = useState('')
  const [events, setEvents] = useState('')
  const [asked, setAsked] = useState(false)
  const missing = { title: asked && title.trim() === '', observed: asked && observed.trim() === '' }
  const open = useMutation({
    mutationFn: () =>
      openByHand({
        title: title.trim(),
        observed: observed.trim(),
        severity,
        ...(whose(own, department) === undefined ? {} : { department: whose(own, department) }),
        about: namesIn(about).map((value) => ({ kind, value })),
        events: namesIn(events),
      }),
    onSuccess: ({ incident }) => {
      void queryClient.invalidateQueries({ queryKey: ['counts'] })
      toast({ kind: 'opened', id: incident })
      end()
      void navigate({ to: '/incidents/$id', params: { id: incident } })
    },
  })
  const send = () => {
    setAsked(true)
    if (!open.isPending && title.trim() !== '' && observed.trim() !== '') open.mutate()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send()
  }
  const quick = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send()
  }
  return (
    <dialog ref={dialog} className="decide" aria-labelledby={`${id}-title`} onClose={end}>
      <form onSubmit={submit} onKeyDown={quick} noValidate>
        <h1 className="title" id={`${id}-title`}>
          {t('hand.title')}
        </h1>
        <p className="soft">{t('hand.says')}</p>
        <div className="field">
          <label htmlFor={`${id}-name`}>{t('hand.name')}</label>
          <small id={`${id}-name-hint`}>{t('hand.nameHint')}</small>
          <input
            id={`${id}-name`}
            maxLength={200}
            required
            autoComplete="off"
            aria-invalid={missing.title}
            aria-describedby={missing.title ? `${id}-name-hint ${id}-name-missing` : `${id}-name-hint`}
            value={title}
            onChange={({ target }) => setTitle(target.value)}
          />
          {missing.title && (
            <p className="err" id={`${id}-name-missing`}>
              {t('hand.missing')}
            </p>
          )}
        </div>
        <div className="field">
          <label htmlFor={`${id}-observed`}>{t('hand.observed')}</label>
          <small id={`${id}-observed-hint`}>{t('hand.observedHint')}</small>
          <textarea
            id={`${id}-observed`}
            rows={3}
            maxLength={1000}
            required
            aria-invalid={missing.observed}
            aria-describedby={missing.observed ? `${id}-observed-hint ${id}-observed-missing` : `${id}-observed-hint`}
            value={observed}
            onChange={({ target }) => setObserved(target.value)}
          />
          {missing.observed && (
            <p className="err" id={`${id}-observed-missing`}>
              {t('hand.observedMissing')}
            </p>
          )}
        </div>
        <div className="pair">
          <div className="field">
            <label htmlFor={`${id}-severity`}>{t('hand.severity')}</label>
            <select
              id={`${id}-severity`}
              value={severity}
              onChange={({ target }) => setSeverity(target.value as typeof severity)}
            >
              {severities.toReversed().map((one) => (
                <option key={one} value={one}>
                  {t(`severity.${one}`)}
                </option>
              ))}
            </select>
          </div>
          <Whose own={own} department={department} set={setDepartment} />
        </div>
        <details className="more-of">
          <summary>{t('hand.more')}</summary>
          <div className="more-fields">
            <div className="pair">
              <div className="field">
                <label htmlFor={`${id}-kind`}>{t('hand.kind')}</label>
                <select id={`${id}-kind`} value={kind} onChange={({ target }) => setKind(target.value as typeof kind)}>
                  {kinds.map((one) => (
                    <option key={one} value={one}>
                      {t(`kind.${one}`)}
                    </option>
                  ))}
                </select>
              </div>
              <Names label={t('hand.about')} hint={t('hand.aboutHint')} value={about} set={setAbout} />
            </div>
            <Names label={t('hand.events')} hint={t('hand.eventsHint')} value={events} set={setEvents} />
          </div>
        </details>
        <HouseFailure error={open.error} />
        <p className="ends">
          <button type="submit" className="primary" aria-busy={open.isPending}>
            {t('hand.open')}
          </button>
          <button type="button" className="quiet" onClick={end}>
            {t('work.cancel')}
          </button>
        </p>
      </form>
    </dialog>
  )
}

/** The department that is named: the only one of somebody who has one. */
function whose(own: readonly string[] | undefined, chosen: string): string | undefined {
  if (own === undefined) return chosen.trim() === '' ? undefined : chosen.trim()
  return chosen === '' ? own[0] : chosen
}

interface WhoseProps {
  /** Absent for somebody who sees all departments. */
  readonly own: readonly string[] | undefined
  readonly department: string
  set(department: string): void
}

/** Whose it is: typed by somebody who sees everything, chosen by somebody of several departments, known for all others. */
function Whose({ own, department, set }: WhoseProps) {
  const { t } = useWords()
  const id = useId()
  if (own === undefined) {
    return <Names label={t('hand.department')} hint={t('hand.departmentHint')} value={department} set={set} />
  }
  if (own.length < 2) return null
  return (
    <div className="field">
      <label htmlFor={id}>{t('hand.department')}</label>
      <select id={id} value={department || own[0]} onChange={({ target }) => set(target.value)}>
        {own.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </div>
  )
}

interface NamesProps {
  readonly label: string
  readonly hint: string
  readonly value: string
  set(value: string): void
}

function Names({ label, hint, value, set }: NamesProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <small id={`${id}-hint`}>{hint}</small>
      <input
        id={id}
        value={value}
        maxLength={2000}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck="false"
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => set(target.value)}
      />
    </div>
  )
}
