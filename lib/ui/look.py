"""What Streamlit's themes leave too pale or without an edge, as one style sheet.

Small print, axes and legends are grey there, at 2.6 to 4.2 to 1 on white; here they have at least
the 4.5 to 1 of WCAG's AA. Marks keep the colours of their roles, and words on the page itself
take a darker ink of the same hue in the light. ``tests/browser/test_contrast.py`` measures it.
"""

from __future__ import annotations

from lib.charts.palette import CHANGED, GRADIENT, INPUT, OUTPUT, QUIET, WRONG

INKS = {
    "#808495": "#5B6470",  # Streamlit's own for axes and legends in the light
    QUIET: "#5B6470",
    INPUT: "#10629A",
    OUTPUT: "#8A5C00",
    GRADIENT: "#00785A",
    CHANGED: "#A03F79",
    WRONG: "#B34700",
}
"""The ink of text in a picture on a white page, by the colour that its spec names."""

_TEXT = "\n".join(
    f'.stVegaLiteChart svg text[fill="{colour}"] {{ fill: light-dark({ink}, {colour}) }}'
    for colour, ink in INKS.items()
)

_MIDDLE = 'body [class*="-stage"] > * > * > [data-testid="stColumn"]:nth-child(2)'
"""The column of the picture: the pictures, then the result."""
_PICTURES = f"{_MIDDLE} > * > :first-child"
_FIRST = f"{_PICTURES} > * > :first-child"
"""The first picture, or the bar of steps above it. On a phone it stands above the controls, so that
a finger on a slider hides nothing; the other pictures and the result stand below them."""

_WITHOUT_CODE = (
    'body [class*="-stage"] > * > [data-testid="stHorizontalBlock"]'
    ':has(> [data-testid="stColumn"]:nth-child(3) [data-testid="stCaptionContainer"])'
)
"""The columns of a demo whose code is too long to stand beside its picture, which is wider."""

SHEET = f"""<style>
body .stVegaLiteChart form.vega-bindings {{ display: grid; align-items: center; column-gap: 1rem;
  grid-template-columns: repeat(auto-fit, minmax(min(19rem, 100%), 1fr)) }}
body .stVegaLiteChart form.vega-bindings .vega-bind-name {{ min-width: 5.5em }}
body .stVegaLiteChart form.vega-bindings label {{ flex-wrap: nowrap !important }}
body .stVegaLiteChart form.vega-bindings input[type="range"] {{ min-width: 4rem }}
body button[data-variant="segmented_control"]:not([data-selected], :hover, :focus-visible) {{
  border-color: light-dark(#D5DDE5, #34414E) !important }}
body button[data-variant="segmented_control"][data-selected] {{ position: relative; z-index: 1 }}
body button[data-testid="stBaseButton-primary"] {{ color: light-dark(#FFFFFF, #12171D) }}
body [data-testid="stCaptionContainer"] {{ opacity: 1; color: light-dark(#5B6470, #A3ACB6) }}
body [data-testid="stCaptionContainer"] code {{ color: inherit }}
body [data-testid="stPageLink-NavLink"] * {{ white-space: normal !important }}
body .stMainBlockContainer {{ padding: 4.25rem clamp(1rem, 3vw, 3rem) 2rem }}
body .stMainBlockContainer h1 {{ font-size: 1.5rem; padding: 0 }}
body .stMainBlockContainer h2 {{ padding: 0.25rem 0 0 }}
body .st-key-top, body .st-key-tools {{ column-gap: 1rem; row-gap: 0.5rem }}
body .st-key-top > * {{ flex: 0 1 auto; width: auto; max-width: 100% }}
body .st-key-top > :first-child {{ flex: 1 1 auto }}
body .st-key-tools > * {{ flex: 0 0 auto; width: auto }}
@media (min-width: 1000px) {{
  body .st-key-tools {{ position: fixed; top: 0.6rem; right: 3.5rem; width: auto;
    z-index: 1000000 }}
}}
body .st-key-walk [data-testid="stButtonGroup"] {{ max-width: 100%; overflow-x: auto }}
body [class*="-dimmed"] {{ opacity: 0.35; pointer-events: none }}
body .idiom-name {{ font-size: 0.875rem; margin: 0 0 0.25rem }}
body pre.idiom {{ font-size: 0.8125rem; line-height: 1.55; margin: 0; padding: 0.5rem 0.75rem;
  border-radius: 0.4rem; background: light-dark(#F3F6F9, #1B232C); overflow-x: auto;
  max-height: 60vh; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4 }}
body pre.idiom code {{ background: none; color: inherit; padding: 0; font-size: inherit }}
body pre.idiom .word {{ color: light-dark(#7A3E9D, #D2A8E8) }}
body pre.idiom .text {{ color: light-dark(#00785A, #5FD0AE) }}
body pre.idiom mark {{ color: inherit; background: light-dark(#FFE9B8, #5A4310);
  border-radius: 0.2rem; padding: 0 0.1rem }}
{_WITHOUT_CODE} {{ flex-wrap: wrap }}
{_WITHOUT_CODE} > [data-testid="stColumn"]:nth-child(3) {{ flex: 1 1 100% }}
@media (min-width: 641px) {{
  {_WITHOUT_CODE} > [data-testid="stColumn"]:nth-child(1) {{ flex: 0 1 24%; min-width: 0 }}
  {_WITHOUT_CODE} > [data-testid="stColumn"]:nth-child(2) {{ flex: 1 1 60%; min-width: 0 }}
}}
@media (max-height: 800px) and (min-width: 641px) {{
  body .stMainBlockContainer {{ padding-top: 3.9rem }}
  body .stMainBlockContainer > [data-testid="stVerticalBlock"],
  body .stMainBlockContainer [class*="-stage"] [data-testid="stVerticalBlock"] {{ gap: 0.5rem }}
}}
@media (max-width: 1150px) {{
  body [class*="-stage"] > * > [data-testid="stHorizontalBlock"] {{ flex-wrap: wrap }}
  body [class*="-stage"] > * > * > [data-testid="stColumn"]:nth-child(3) {{ flex: 1 1 100% }}
}}
body .st-key-walk-top {{ position: absolute }}
body .stMainBlockContainer h2:focus {{ outline: none }}
@media (max-width: 640px) {{
  body .st-key-walk {{ flex-wrap: nowrap; overflow-x: auto }}
  body .st-key-walk > * {{ flex: 0 0 auto; max-width: none }}
  body .st-key-top h1 {{ font-size: 1.25rem }}
  body .st-key-top > :first-child {{ flex: 1 1 0 }}
  body .st-key-tools :is(button, button *) {{ font-size: 0; gap: 0 }}
  body .st-key-tools button span[data-testid="stIconMaterial"] {{ font-size: 1.25rem }}
  body .st-key-tools [data-testid="stElementContainer"] {{ min-width: 0 }}
  {_MIDDLE}, {_MIDDLE} > *, {_PICTURES}, {_PICTURES} > * {{ display: contents }}
  {_MIDDLE} > * > *, {_PICTURES} > * > * {{ width: 100% }}
  {_FIRST}, {_FIRST}:has(.stSlider) + *, {_PICTURES} > * > [class*="-dimmed"] {{ order: -1 }}
  {_FIRST}:has(> .stHorizontalBlock > .stColumn), {_FIRST} > .stHorizontalBlock:has(> .stColumn) {{
    display: contents }}
  {_FIRST} > .stHorizontalBlock > .stColumn {{ flex: 1 1 100%; width: 100% }}
  {_FIRST} > .stHorizontalBlock > .stColumn:first-child {{ order: -1 }}
}}
{_TEXT}
</style>"""
"""In this order: what stands below a picture, such as play and a slider of steps, is in two columns
if it fits; a choice that wraps keeps its edges; words on a button and small print can be read; a
long link has as many lines as it needs on a phone."""

PRESENTATION = """<style>
body [data-testid="stAppHeader"], body .stAppHeader, body .st-key-walk { display: none }
body .stMainBlockContainer { padding-top: 0.75rem }
html { font-size: 20px }
body [class*="-stage"] > * > * > [data-testid="stColumn"]:nth-child(3) { display: none }
body .st-key-tools [class*="lang-switch"], body .st-key-top h1 { display: none }
</style>"""
"""On a projector: larger type and picture, without navigation and steps; the keys still walk."""
