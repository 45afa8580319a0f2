import './rule-editor.css'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useRef, useState } from 'react'
import { useMay } from '../../api/may.ts'
import { Loading } from '../../design/states.tsx'
import { CopyButton } from '../../house/copy-button.tsx'
import { HouseFailure } from '../../house/house-failure.tsx'
import { offsetOf } from '../../sources/formats/written.ts'
import { useWords } from '../../words/use-words.ts'
import { type RuleDetail, testsQuery, useFindingEvents } from '../rule-api.ts'
import { eventsIn, withCase } from './events-in.ts'
import type { Fault } from './judged.ts'
import { JudgedText } from './judged-text.tsx'
import { useJudge } from './use-judge.ts'
import { WrittenText } from './written-text.tsx'

interface RuleEditorProps {
  readonly id: string
  readonly detail: RuleDetail
  close(): void
}

/** The editor, once the tests beside the rule are there. */
export function RuleEditor({ id, detail, close }: RuleEditorProps) {
  const { data, isPending } = useQuery({ ...testsQuery(id), refetchOnWindowFocus: false })
  if (isPending) return <Loading />
  return <Opened id={id} detail={detail} close={close} first={data?.text ?? ''} />
}

function Opened({ id, detail, close, first }: RuleEditorProps & { readonly first: string }) {
  const { t, format } = useWords()
  const may = useMay()
  const { beside } = detail
  const [yaml, setYaml] = useState(detail.yaml)
  const [tests, setTests] = useState(first)
  const [events, setEvents] = useState('')
  const boxes = { yaml: useRef<HTMLTextAreaElement>(null), tests: useRef<HTMLTextAreaElement>(null) }
  const judging = useJudge({ id, yaml, tests, events, ...(beside === undefined ? {} : { beside }) })
  const go = (which: 'yaml' | 'tests') => (fault: Pick<Fault, 'line' | 'column'>) => {
    const place = offsetOf(which === 'yaml' ? yaml : tests, fault.line, fault.column)
    boxes[which].current?.focus()
    boxes[which].current?.setSelectionRange(place, place + 1)
  }
  const rule = judging.state === 'judged' ? (judging.judged.rule?.id ?? id) : id
  const add = (kind: 'positive' | 'negative') => {
    const read = eventsIn(events)
    if (!read.ok) return
    const logsource = detail.head?.logsource ?? {}
    // The last one first: each is put before the others.
    setTests(
      read.value.reduceRight<string>(
        (text, event) => withCase(text, { rule, kind, says: t('ruleTry.pastedEvent'), logsource, event }),
        tests,
      ),
    )
    setEvents('')
  }
  const changed = yaml !== detail.yaml
  // Native fields go before derived ones, as the engine reads them.
  const taken = useFindingEvents(id, (answer) =>
    setEvents(answer.events.map(({ native, derived }) => JSON.stringify({ ...derived, ...native })).join('\n')),
  )
  return (
    <div className="rule-try">
      <div className="texts">
        <div>
          <WrittenText
            label={t('ruleTry.yaml')}
            hint={t('ruleTry.yamlHint')}
            rows={22}
            value={yaml}
            box={boxes.yaml}
            set={setYaml}
          />
          <Acts text={yaml} name={`${rule}.yml`}>
            {changed && (
              <button type="button" className="small quiet" onClick={() => setYaml(detail.yaml)}>
                {t('ruleTry.back')}
              </button>
            )}
          </Acts>
        </div>
        <div>
          <WrittenText
            label={t('ruleTry.tests')}
            hint={t('ruleTry.testsHint')}
            rows={11}
            value={tests}
            box={boxes.tests}
            set={setTests}
          />
          <Acts text={tests} name={`${rule}.test.yml`} />
          <WrittenText
            label={t('ruleTry.events')}
            hint={t('ruleTry.eventsHint')}
            rows={6}
            value={events}
            set={setEvents}
          />
          <div className="acts">
            {may('incident.read') && (
              <button
                type="button"
                className="small"
                aria-busy={taken.isPending}
                disabled={taken.isPending}
                onClick={() => taken.mutate()}
              >
                {t('ruleTry.take')}
              </button>
            )}
            <button type="button" className="small" disabled={events.trim() === ''} onClick={() => add('positive')}>
              {t('ruleTry.mustSpeak')}
            </button>
            <button type="button" className="small" disabled={events.trim() === ''} onClick={() => add('negative')}>
              {t('ruleTry.mustNot')}
            </button>
          </div>
          <HouseFailure error={taken.error} />
          {taken.data !== undefined && (
            <p role="status" className="soft">
              {taken.data.events.length === 0
                ? t('ruleTry.takenNone')
                : t('ruleTry.taken', { count: taken.data.events.length, n: format.count(taken.data.events.length) })}
              {taken.data.unread > 0 &&
                ` ${t('ruleTry.unread', { count: taken.data.unread, n: format.count(taken.data.unread) })}`}
            </p>
          )}
        </div>
      </div>
      <JudgedText judging={judging} goYaml={go('yaml')} goTests={go('tests')} />
      {(detail.head?.converted.length ?? 0) > 0 && (
        <p className="soft">{t(beside === undefined ? 'ruleTry.noPipelines' : 'ruleTry.pipelines')}</p>
      )}
      {(detail.head?.filters?.length ?? 0) > 0 && (
        <p className="soft">{t(beside === undefined ? 'ruleTry.noFilters' : 'ruleTry.filters')}</p>
      )}
      <div className="acts">
        <button type="button" className="quiet" onClick={close}>
          {t('ruleTry.close')}
        </button>
      </div>
    </div>
  )
}

interface ActsProps {
  readonly text: string
  readonly name: string
  readonly children?: ReactNode
}

/** To take a text along: nothing here is kept. */
function Acts({ text, name, children }: ActsProps) {
  const { t } = useWords()
  const download = () => {
    const url = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }))
    const link = document.createElement('a')
    link.href = url
    link.download = name.replace(/[^\w.-]/g, '_')
    link.click()
    URL.revokeObjectURL(url)
  }
  return (
    <div className="acts">
      <CopyButton text={text} />
      <button type="button" className="small" onClick={download}>
        {t('ruleTry.download')}
      </button>
      {children}
    </div>
  )
}
