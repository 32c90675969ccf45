"""What is in the extension's folder agrees with itself: hosts, words in every language, colours, files."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from serving import EXTENSION, ROOT

PAGES = (
    "popup/popup.html",
    "options/options.html",
    "privacy/privacy.html",
    "welcome/welcome.html",
    "welcome/sample.html",
)
LANGUAGES = ("en", "es", "zh_CN")
# Keys that are put together from data: a prefix, then a value that the checker may send.
COMPOSED = (
    "agency_",
    "source_",
    "kind_",
    "a_",
    "feature_",
    "speaks_",
    "field_",
    "layer_",
    "certificate_",
    "tier_",
    "failed_",
    "mend_",
    "mark_",
    "plan_",
    "short_",
    "answer_",
    "privacy_",
    "contest_",
    "seen_",
)


def manifest() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((EXTENSION / "manifest.json").read_text())
    return data


def messages(language: str) -> dict[str, str]:
    data = json.loads((EXTENSION / "_locales" / language / "messages.json").read_text())
    return {key: value["message"] for key, value in data.items()}


def test_the_manifest_names_the_launch_shops_and_no_other_site() -> None:
    shops = json.loads((EXTENSION / "shops.json").read_text())["shops"]
    launch = [f"https://*.{host}/*" for shop in shops if shop["launch"] for host in shop["hosts"]]
    (scripts,) = manifest()["content_scripts"]
    assert sorted(scripts["matches"]) == sorted(launch)
    assert sorted(manifest()["host_permissions"]) == sorted([*launch, "http://127.0.0.1/*"])


def test_the_manifest_asks_for_little() -> None:
    assert manifest()["permissions"] == ["storage", "scripting", "activeTab"]
    assert "web_accessible_resources" not in manifest()
    privacy = (EXTENSION / "PRIVACY.md").read_text()
    for permission in manifest()["permissions"]:
        assert f"`{permission}`" in privacy


def test_every_file_that_is_named_exists() -> None:
    data = manifest()
    named = [
        *data["icons"].values(),
        *data["action"]["default_icon"].values(),
        *data["content_scripts"][0]["js"],
        *data["background"]["scripts"],
        data["background"]["service_worker"],
        data["action"]["default_popup"],
        data["options_ui"]["page"],
    ]
    worker = (EXTENSION / "background" / "worker.js").read_text()
    named += re.findall(r'"([a-z]+/[a-z]+\.css)"', worker)
    for page in PAGES:
        folder = (EXTENSION / page).parent
        for reference in re.findall(r'(?:src|href)="([^"]+)"', (EXTENSION / page).read_text()):
            named.append(str((folder / reference).resolve().relative_to(EXTENSION)))
    assert [name for name in named if not (EXTENSION / name).is_file()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_message(language: str) -> None:
    english, other = messages("en"), messages(language)
    assert other.keys() == english.keys()
    for key, text in english.items():
        assert other[key].strip(), key
        if not key.endswith("_one"):
            assert set(re.findall(r"\$\d", other[key])) == set(re.findall(r"\$\d", text)), key
    assert len(other["description"]) <= 132


def test_every_message_is_used_and_every_key_that_is_used_exists() -> None:
    code = "\n".join(path.read_text() for path in EXTENSION.rglob("*") if path.suffix in {".js", ".html"})
    code += json.dumps(manifest())
    words = set(re.findall(r"[A-Za-z_0-9]+", code))
    for key in messages("en"):
        plain = re.sub(r"_(one|many)$", "", key)
        assert plain in words or key.startswith(COMPOSED) or key.startswith("headline_"), f"unused: {key}"
    asked = set(re.findall(r'\bt\("([a-z_]+)"', code)) | set(re.findall(r'data-t="([a-z_]+)"', code))
    asked |= set(re.findall(r"__MSG_([a-z_]+)__", code)) | set(
        re.findall(r'colour: "#\w+", title: "(\w+)"', code)
    )
    assert asked - messages("en").keys() == set()


def test_nothing_is_ever_called_safe() -> None:
    for language, words in {
        "en": r"\b(safe|verified|approved|illegal|fake|guaranteed)\b(?! against)",
        "es": r"\b(seguro|segura|ilegal|aprobado|aprobada|falso|garantizado)\b",
        "zh_CN": r"是安全的|合法|非法|已批准|假货",
    }.items():
        for key, text in messages(language).items():
            said = text.replace("Import Safety", "").replace("verified against", "")
            assert not re.search(words, said, re.IGNORECASE), f"{language} {key}: {text}"


def _luminance(colour: str) -> float:
    def part(value: str) -> float:
        share = int(value, 16) / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (part(colour[at : at + 2]) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio by WCAG 2.2, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_read_in_both_schemes(scheme: str) -> None:
    """4.5:1 for every text colour on every ground it is used on (WCAG AA)."""
    parts = (EXTENSION / "style" / "tokens.css").read_text().split("@media")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", parts[0 if scheme == "light" else 1]))
    verdicts = ("recalled", "possible", "similar", "no_match", "unchecked")
    pairs = [(f"{name}-on", name) for name in verdicts]
    for name in verdicts:
        pairs += [
            (text, f"{name}-soft") for text in (f"{name}-ink", "ink", "muted", "link", "for", "against")
        ]
        pairs += [(f"{name}-ink", "page"), ("recalled-ink", f"{name}-soft")]
    pairs += [(text, ground) for text in ("ink", "muted", "link") for ground in ("page", "surface")]
    low = [f"{a} on {b}: {ratio:.2f}" for a, b in pairs if (ratio := contrast(colours[a], colours[b])) < 4.5]
    assert low == []


def test_the_badge_has_the_colours_of_the_tokens() -> None:
    tokens = dict(
        re.findall(
            r"--([\w-]+): (#[0-9a-f]{6});", (EXTENSION / "style/tokens.css").read_text().split("@media")[0]
        )
    )
    badges = re.findall(
        r'(\w+): \{ text: "[^"]+", colour: "(#\w+)"', (EXTENSION / "background/tabs.js").read_text()
    )
    own = {name: colour for name, colour in badges if name in tokens}
    assert own == {
        name: tokens[name] for name in ("recalled", "possible", "similar", "no_match", "unchecked")
    }


def test_web_ext_finds_no_error(require_tool: Any) -> None:
    web_ext = require_tool(ROOT / "node_modules" / ".bin" / "web-ext")
    node = shutil.which("node")
    assert node
    run = subprocess.run(
        [web_ext, "lint", "--source-dir", EXTENSION, "--output", "json", "--self-hosted"],
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(run.stdout)
    assert report["errors"] == []
    # Firefox runs `background.scripts`; Chromium runs `service_worker`: one manifest has both.
    assert {warning["code"] for warning in report["warnings"]} <= {"BACKGROUND_SERVICE_WORKER_IGNORED"}


def test_packages_are_small_and_the_same_each_time(tmp_path: Path) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    for folder in ("one", "other"):
        subprocess.run(
            [sys.executable, ROOT / "scripts/package-extension", tmp_path / folder],
            check=True,
            capture_output=True,
        )
    for browser, gone in {"chromium": "scripts", "firefox": "service_worker"}.items():
        name = f"import-safety-{browser}-{version}.zip"
        body = (tmp_path / "one" / name).read_bytes()
        assert body == (tmp_path / "other" / name).read_bytes()
        assert len(body) <= 150_000
        with zipfile.ZipFile(tmp_path / "one" / name) as archive:
            packed = json.loads(archive.read("manifest.json"))
            assert packed["version"] == version
            assert gone not in packed["background"]
            named = {*packed["content_scripts"][0]["js"], packed["action"]["default_popup"]}
            assert named <= set(archive.namelist())
            assert not any(path.endswith((".d.ts", ".md")) for path in archive.namelist())


def test_no_word_is_too_long_for_its_place() -> None:
    """Buttons and marks stand in a popup of 430 px and on cards of 150 px."""
    for language in LANGUAGES:
        for key, text in messages(language).items():
            if key.startswith("mark_"):
                assert len(text) <= 32, f"{language} {key}"
            if key in (
                "save",
                "saved",
                "settings",
                "try_again",
                "read_anyway",
                "marks_yes",
                "marks_no",
                "check_again",
            ):
                assert len(text) <= 30, f"{language} {key}"
