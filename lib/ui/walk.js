// When the step changes: the page from its top, and the focus on the new question. Streamlit
// itself leaves a reader who pressed at the foot where they were, far down in the next demo.

const PATIENCE = 10000 // milliseconds that a heading may take to come

// Streamlit's shortcuts rest while a field has the focus; but a slider takes no letters.
const WAYS = { n: "next", p: "back" }
document.addEventListener("keydown", (event) => {
  const way = WAYS[event.key.toLowerCase()]
  const held = event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented
  if (!way || held || event.target.type !== "range") return
  event.preventDefault()
  document.querySelector(`.st-key-walk-foot [class*="-${way}"] button`)?.click()
})

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
