// When the step changes: the page from its top, and the focus on the new question. Streamlit
// itself leaves a reader who pressed at the foot where they were, far down in the next demo.

const PATIENCE = 10000 // milliseconds that a heading may take to come

export default function ({ data, parentElement }) {
  const mark = parentElement.querySelector("span")
  const before = mark.dataset.step
  mark.dataset.step = data.step
  if (before === undefined || before === data.step) return
  document.querySelector("[data-testid=stMain]")?.scrollTo({ top: 0, behavior: "instant" })
  const end = Date.now() + PATIENCE
  const look = () => {
    const heading = document.getElementById(data.step)
    if (mark.dataset.step !== data.step || Date.now() > end) return
    if (!heading) return setTimeout(look, 50)
    heading.tabIndex = -1
    heading.focus({ preventScroll: true })
  }
  look()
}
