"""Invented entries of employment, January to June, in step with the invented reports.

Two gaps are meant: 四方台区 reported June's job placement before one agency stated its month, and 集贤县 reported
posts in May of which one batch is not entered. Persons are entered by the three smallest units alone, the others do
not keep those two registers yet.
"""

from employment.demonstration import classes, helped, people, support

__all__ = ["classes", "helped", "people", "support"]
