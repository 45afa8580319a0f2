import './sample.css'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type ChangeEvent, useState } from 'react'
import { post } from '../api/client.ts'
import { useMay } from '../api/may.ts'
import { sessionQuery } from '../api/queries.ts'
import { RealmMark } from '../design/realm-mark.tsx'
import { useWords } from '../words/use-words.ts'
import { leaveSample } from './leave.ts'

const stories = ['traffic-takeover', 'water-manipulation', 'ransomware-preparation'] as const
type Story = (typeof stories)[number]

/** Above every page of the sample city: that it is one, a story to watch, and the way to one's own. */
export function SampleStrip() {
  const { t } = useWords()
  const may = useMay()
  const { data: session } = useQuery(sessionQuery)
  const [begun, setBegun] = useState<Story>()
  const story = useMutation({
    mutationFn: (name: Story) => post('/sample/stories', { name }),
    onSuccess: (_, name) => setBegun(name),
  })
  const leave = useMutation({ mutationFn: leaveSample })
  if (session === undefined || session.sample === null) return null
  const choose = ({ target }: ChangeEvent<HTMLSelectElement>) => {
    const name = stories.find((one) => one === target.value)
    if (name !== undefined) story.mutate(name)
  }
  const error = story.error ?? leave.error
  return (
    <section className="sample-strip" aria-label={t('sample.label')}>
      <RealmMark realm="sample" />
      <p>
        {begun === undefined ? t('sample.says', { city: session.sample }) : t('sample.begun')}
        {error !== null && <span role="alert"> {error.message}</span>}
      </p>
      {may('sample.run') && (
        <>
          <select value="" onChange={choose} aria-label={t('sample.story')} disabled={story.isPending}>
            <option value="">{t('sample.story')}</option>
            {stories.map((name) => (
              <option key={name} value={name}>
                {t(`sample.stories.${name}`)}
              </option>
            ))}
          </select>
          <button type="button" onClick={() => leave.mutate()} aria-busy={leave.isPending} disabled={leave.isPending}>
            {leave.isPending ? t('sample.leaving') : t('sample.leave')}
          </button>
        </>
      )}
    </section>
  )
}
