import { useEffect } from 'react'
import { useWords } from '../words/use-words.ts'

/** The tab's title: what is on the screen, with how many incidents wait where they do. */
export function useTitle(title: string, waiting = 0): void {
  const { t } = useWords()
  useEffect(() => {
    const told = waiting > 0 ? t('queue.tabTitle', { n: waiting, title }) : title
    document.title = `${told} · ${t('product')}`
  }, [t, title, waiting])
}
