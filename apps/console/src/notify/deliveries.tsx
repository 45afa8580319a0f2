import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Moment } from '../design/moment.tsx'
import { printable } from '../design/printable.ts'
import { Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { type Answered, type Delivery, deliveriesQuery } from './notify-api.ts'

/** The last messages to a target, with what was answered. */
export function Deliveries({ id }: { readonly id: string }) {
  const { t } = useWords()
  const [open, setOpen] = useState(false)
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('notify.deliveries')}</summary>
      {open && <DeliveryList id={id} />}
    </details>
  )
}

function DeliveryList({ id }: { readonly id: string }) {
  const { t } = useWords()
  const { data, error, refetch } = useQuery(deliveriesQuery(id))
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />
  if (data === undefined) return <Loading />
  if (data.length === 0) return <p className="soft">{t('notify.nothingSent')}</p>
  return (
    <ul className="set-list notify-deliveries">
      {data.map((one) => (
        <DeliveryRow key={one.id} one={one} />
      ))}
    </ul>
  )
}

function DeliveryRow({ one }: { readonly one: Delivery }) {
  const { t } = useWords()
  const { kind, state, madeAt, attempts, nextAt, answer, incidents, more, realm } = one
  return (
    <li>
      <p>
        <Moment time={madeAt} /> · <b>{t(`notify.delivery.${state}`)}</b>
        {realm !== 'real' && ` · ${t(`realm.${realm}`)}`}
        {kind === 'incidents' && ' · '}
        {incidents.map((incident, place) => (
          <span key={incident}>
            {place > 0 && ', '}
            <Link to="/incidents/$id" params={{ id: incident }}>
              {incident}
            </Link>
          </span>
        ))}
        {more > 0 && ` ${t('notify.more', { count: more })}`}
      </p>
      {(answer !== null || nextAt !== null) && (
        <p className="soft">
          {answer !== null && <AnswerText answer={answer} />}
          {attempts > 1 && ` ${t('notify.tries', { count: attempts })}`}
          {nextAt !== null && attempts > 0 && (
            <>
              {' '}
              {t('notify.nextTry')} <Moment time={nextAt} />
            </>
          )}
        </p>
      )}
    </li>
  )
}

/** What was answered: the status, and the receiver's own words. */
export function AnswerText({ answer: { status, says } }: { readonly answer: Answered }) {
  const { say } = useWords()
  return (
    <span className="answer">
      {status !== null && <code className="wire">{status}</code>} {printable(say(says))}
    </span>
  )
}
