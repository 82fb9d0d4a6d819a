import { useTranslation } from "react-i18next"
import { number, seconds } from "../../format/format.ts"
import { problemSaid } from "../../i18n/problem.ts"
import { Button, IconButton } from "../../parts/Button.tsx"
import { Icon } from "../../parts/Icon.tsx"
import { Scrubber } from "../../parts/Scrubber.tsx"
import { useFacts, useIsPast, usePage, useSession, useTime } from "../../store/hooks.ts"
import { SPEEDS, type Speed } from "../../store/time.ts"
import css from "./TimeBar.module.css"
import { ZoomButtons } from "./ZoomButtons.tsx"

const SIGNS: Record<Speed, string> = { 0.25: "¼×", 0.5: "½×", 1: "1×", 2: "2×", 4: "4×", 8: "8×" }

/** Controls of time: pause, play, step, seek, back to now. */
export function TimeBar() {
  const { t } = useTranslation()
  const session = useSession()
  const isPast = useIsPast()
  const { isPlaying, isLoading, speed, damage } = useTime((time) => time)
  const canPause = usePage(({ runs }) => runs !== null)
  const hasRun = useFacts(({ world }) => world.run !== null)
  const isOver = useFacts(({ world }) => world.run?.ended != null)
  if (!hasRun && !isPast) return null
  const isRunning = isPast ? isPlaying : !isOver
  return (
    <div className={css.bar} role="toolbar" aria-label={t("time.title")}>
      <IconButton
        label={t(isRunning ? "time.pause" : "time.play")}
        disabled={isLoading || (!isPast && !canPause)}
        onClick={() => void session.playback.toggle()}
      >
        <Icon name={isRunning ? "pause" : "play"} />
      </IconButton>
      <IconButton label={t("time.back")} disabled={isLoading} onClick={() => void session.playback.step(-1)}>
        <Icon name="stepBack" />
      </IconButton>
      <IconButton label={t("time.forth")} disabled={isLoading} onClick={() => void session.playback.step(1)}>
        <Icon name="stepForth" />
      </IconButton>
      <Playhead />
      <Place />
      <select
        className={css.speed}
        aria-label={t("time.speed")}
        value={speed}
        onChange={(event) => session.playback.player.setSpeed(Number(event.currentTarget.value) as Speed)}
      >
        {SPEEDS.map((one) => (
          <option key={one} value={one}>
            {SIGNS[one]}
          </option>
        ))}
      </select>
      <Views />
      {damage !== null && (
        <span className={css.damage} title={problemSaid(damage, t)}>
          {t("time.damaged")}
        </span>
      )}
      <Back isPast={isPast} />
    </div>
  )
}

/** The zoom of the timeline, and its height. */
function Views() {
  const { t } = useTranslation()
  const session = useSession()
  const isTall = usePage((page) => page.isTimeTall)
  const read = useTime((time) => time.read)
  return (
    <>
      {read < 1 && (
        <span className={css.reading} role="status">
          {t("time.reading", { share: Math.floor(read * 100) })}
        </span>
      )}
      <LaneButtons />
      <ZoomButtons />
      <IconButton
        label={`${t(isTall ? "time.low" : "time.tall")} (T)`}
        aria-pressed={isTall}
        onClick={() => session.page.setState({ isTimeTall: !isTall })}
      >
        <Icon name={isTall ? "low" : "tall"} />
      </IconButton>
    </>
  )
}

/** Which lanes the timeline has. */
function LaneButtons() {
  const { t } = useTranslation()
  const { page } = useSession()
  const isPacked = usePage((state) => state.isPacked)
  const hidesHelpers = usePage((state) => state.hidesHelpers)
  return (
    <>
      <IconButton
        label={t("time.packed")}
        aria-pressed={isPacked}
        onClick={() => page.setState({ isPacked: !isPacked })}
      >
        <Icon name="packed" />
      </IconButton>
      <IconButton
        label={t("time.hidesHelpers")}
        aria-pressed={hidesHelpers}
        onClick={() => page.setState({ hidesHelpers: !hidesHelpers })}
      >
        <Icon name="helpers" />
      </IconButton>
    </>
  )
}

/** Leads back to now, or from a recording to the runs. A saved page has neither. */
function Back({ isPast }: { isPast: boolean }) {
  const { t } = useTranslation()
  const session = useSession()
  const hasRun = useFacts(({ run }) => run !== null)
  const isStandalone = usePage(({ connection }) => connection === "standalone")
  if (isStandalone) return null
  if (isPast && !hasRun) return <Button onClick={() => session.playback.leave()}>{t("time.leave")}</Button>
  return (
    <Button
      look={isPast ? "bordered" : "plain"}
      className={css.live ?? ""}
      disabled={!isPast}
      onClick={() => session.playback.live()}
    >
      {t("time.live")}
    </Button>
  )
}

/** The whole recording as a slider with the playhead. */
function Playhead() {
  const { t } = useTranslation()
  const session = useSession()
  const at = useFacts(({ world }) => world.at)
  const end = useTime(({ recording }) => recording?.at ?? null)
  return <Scrubber label={t("time.playhead")} at={at} end={end ?? at} onSeek={session.playback.seekTime} />
}

function Place() {
  const { t } = useTranslation()
  const isPast = useIsPast()
  const at = useFacts(({ world }) => world.at)
  const seq = useFacts(({ world }) => world.seq)
  const end = useTime(({ recording }) => recording?.at ?? null)
  return (
    <span className={css.place}>
      <span className={css.figures}>
        {seconds(at, 2)} {isPast && end !== null ? `/ ${seconds(end, 2)} ` : ""}s
      </span>
      <span className={css.event}>{t("time.event", { seq: number(seq) })}</span>
    </span>
  )
}
