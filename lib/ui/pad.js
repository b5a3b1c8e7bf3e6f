// A pad to draw on: by mouse, by finger, and by keys. What is drawn is sent when a stroke ends.
// `data.code` is the drawing as the page knows it: a 0 or 1 a cell, a dot between the rows.

const CELLS = new WeakMap() // what each pad shows, and where its cursor is

export default function ({ data, parentElement, setStateValue }) {
  const canvas = parentElement.querySelector("canvas")
  const [rubber, clear] = parentElement.querySelectorAll("button")
  if (!CELLS.has(canvas)) CELLS.set(canvas, { x: data.side >> 1, y: data.side >> 1 })
  const pad = CELLS.get(canvas)
  const side = data.side
  // What has been drawn since the page last heard of it is newer than what the page says.
  if (!pad.stroke) pad.cells = [...data.code.replaceAll(".", "")].map(Number)

  const words = [data.rubber, data.clear]
  ;[rubber, clear].forEach((button, i) => { button.textContent = words[i] })
  canvas.setAttribute("aria-label", data.label)
  canvas.width = canvas.height = side * 20

  const paint = () => {
    const style = getComputedStyle(canvas)
    const pen = canvas.getContext("2d")
    pen.fillStyle = style.getPropertyValue("--st-secondary-background-color") || "#eee"
    pen.fillRect(0, 0, canvas.width, canvas.height)
    pen.fillStyle = style.getPropertyValue("--st-text-color") || "#111"
    pad.cells.forEach((on, i) => {
      if (on) pen.fillRect((i % side) * 20, Math.floor(i / side) * 20, 20, 20)
    })
    pen.strokeStyle = style.getPropertyValue("--st-border-color") || "#999"
    for (let i = 1; i < side; i++) {
      pen.strokeRect(i * 20, -1, 0, canvas.height + 2)
      pen.strokeRect(-1, i * 20, canvas.width + 2, 0)
    }
    if (canvas.matches(":focus-visible")) {
      pen.lineWidth = 3
      pen.strokeStyle = style.getPropertyValue("--st-primary-color") || "#06c"
      pen.strokeRect(pad.x * 20 + 1, pad.y * 20 + 1, 18, 18)
      pen.lineWidth = 1
    }
  }

  const send = () => {
    pad.stroke = null
    const rows = []
    for (let i = 0; i < side; i++) rows.push(pad.cells.slice(i * side, (i + 1) * side).join(""))
    setStateValue("code", rows.join("."))
  }

  const under = event => {
    const box = canvas.getBoundingClientRect()
    const cell = (at, start, size) =>
      Math.min(side - 1, Math.max(0, Math.floor(((at - start) / size) * side)))
    return [cell(event.clientX, box.left, box.width), cell(event.clientY, box.top, box.height)]
  }

  // From where the stroke was to where it is: a fast pointer leaves cells out.
  const drawTo = ([x, y]) => {
    const [fromX, fromY] = pad.stroke
    const far = Math.max(Math.abs(x - fromX), Math.abs(y - fromY), 1)
    for (let i = 0; i <= far; i++) {
      const at = [fromX + ((x - fromX) * i) / far, fromY + ((y - fromY) * i) / far].map(Math.round)
      pad.cells[at[1] * side + at[0]] = rubber.ariaPressed === "true" ? 0 : 1
    }
    pad.stroke = [x, y]
    paint()
  }

  canvas.onpointerdown = event => {
    if (event.button) return
    canvas.setPointerCapture(event.pointerId)
    pad.stroke = under(event)
    drawTo(pad.stroke)
  }
  canvas.onpointermove = event => { if (pad.stroke) drawTo(under(event)) }
  canvas.onpointerup = canvas.onpointercancel = () => { if (pad.stroke) send() }
  canvas.onkeydown = event => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
    if (way[event.key]) {
      pad.x = Math.min(side - 1, Math.max(0, pad.x + way[event.key][0]))
      pad.y = Math.min(side - 1, Math.max(0, pad.y + way[event.key][1]))
    } else if (event.key === " " || event.key === "Enter") {
      pad.cells[pad.y * side + pad.x] ^= 1
      send()
    } else return
    event.preventDefault()
    event.stopPropagation()
    paint()
  }
  canvas.onfocus = canvas.onblur = paint
  rubber.onclick = () => { rubber.ariaPressed = String(rubber.ariaPressed !== "true") }
  clear.onclick = () => { pad.cells.fill(0); paint(); send() }
  paint()
}
