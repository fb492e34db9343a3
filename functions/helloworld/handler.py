"""Greets whoever the event names."""

GREETINGS = {
    "de": "Hallo, {}!",
    "en": "Hello, {}!",
    "es": "¡Hola, {}!",
    "fr": "Bonjour, {} !",
}


def handler(event, context):
    name = (event.get("name") or "").strip() or "world"
    language = event.get("language", "en")
    template = GREETINGS.get(language)
    if template is None:
        return {"statusCode": 400, "error": f"no greeting in {language!r}"}
    return {"statusCode": 200, "message": template.format(name)}
