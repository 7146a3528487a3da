"""How every figure of the project is written."""
from pathlib import Path


def save(figure, folder, name):
    """Writes FOLDER/NAME.pdf and .png and prints the latter's name. Same results, same bytes: no dates, no versions."""
    figure.savefig(Path(folder) / f"{name}.pdf", metadata={"CreationDate": None, "Producer": None, "Creator": None})
    figure.savefig(Path(folder) / f"{name}.png", metadata={"Software": None})
    print(f"{name}.png")
