"""Tables of the page on which a file is imported into a list of the admin."""

from django.utils.translation import gettext_lazy as _

from targets.tables import Column, DrawnColumn, Table


class FileFaultTable(Table):
    """What is wrong in the file, by row and column."""

    row_template = "admin/import_export/fault_row.html"

    line = Column(_("Row"))
    column = Column(_("Column"))
    value = Column(_("Value"))
    text = Column(_("What is wrong"))


class FileChangeTable(Table):
    """The rows of the file that would be stored; the head of `name` is what one of the list's rows is called."""

    row_template = "admin/import_export/change_row.html"

    line = Column(_("Row"))
    effect = DrawnColumn(_("Result"))
    name = Column()
    changes = DrawnColumn(_("What changes"))


class FileColumnTable(Table):
    """The columns that a file may have."""

    row_template = "admin/import_export/column_row.html"

    name = Column(_("Column"), heading=True)
    hint = Column(_("What may stand in it"))
