import { Link } from '@tanstack/react-router'
import { useWords } from '../words/use-words.ts'

export function NotFound() {
  const { t } = useWords()
  return (
    <main className="state lost">
      <h1 className="told">{t('error.missing')}</h1>
      <Link to="/queue">{t('error.goQueue')}</Link>
    </main>
  )
}
